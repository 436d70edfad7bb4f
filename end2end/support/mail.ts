/** A server for mail that keeps what it is given: enough of SMTP for the help desk to hand its letters over. */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Letter {
  to: string;
  subject: string;
  /** As its header says. */
  from: string;
  /** Its own name, with the angles. */
  id: string;
  /** The link in it. */
  link: string;
}

export class Post {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly letters: Letter[],
  ) {}

  static async open(): Promise<Post> {
    const letters: Letter[] = [];
    const server = createServer((socket) => speak(socket, letters));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    return new Post(server, `smtp://127.0.0.1:${address.port}`, letters);
  }

  close(): void {
    this.server.close();
  }

  /** The next letter to somebody, once it is there; each is given out once. */
  async to(address: string): Promise<Letter> {
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
      const at = this.letters.findIndex((letter) => letter.to === address);
      const [letter] = at < 0 ? [] : this.letters.splice(at, 1);
      if (letter) return letter;
    }
    throw new Error(`nothing came for ${address}`);
  }
}

function speak(socket: Socket, letters: Letter[]): void {
  let [pending, to, data] = ['', '', undefined as string[] | undefined];
  const answer = (line: string) => socket.write(`${line}\r\n`);
  answer('220 post');
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    pending += bytes.toString('utf8');
    for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
      const line = pending.slice(0, end);
      pending = pending.slice(end + 2);
      if (data) {
        if (line !== '.') {
          data.push(line);
          continue;
        }
        letters.push(read(to, data.join('\n')));
        data = undefined;
        answer('250 kept');
      } else if (/^RCPT TO:/i.test(line)) {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        answer('250 fine');
      } else if (/^DATA/i.test(line)) {
        data = [];
        answer('354 go on');
      } else if (/^QUIT/i.test(line)) {
        answer('221 bye');
        socket.end();
      } else {
        answer('250 fine');
      }
    }
  });
}

function read(to: string, text: string): Letter {
  // Quoted-printable, as far as a link needs it.
  const plain = text.replaceAll('=\n', '').replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return {
    to,
    subject: /^Subject: (.*)$/m.exec(text)?.[1] ?? '',
    from: /^From: (.*)$/m.exec(text)?.[1] ?? '',
    id: /^Message-ID: (.*)$/im.exec(text)?.[1] ?? '',
    link: /https?:\/\/\S+#[\w-]+/.exec(plain)?.[0] ?? '',
  };
}
