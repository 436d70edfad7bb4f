/** What an authenticator app does: codes by time (RFC 6238). */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const STEP = 30_000;

function bytes(base32: string): Uint8Array {
  const digits = [...base32.replaceAll('=', '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** The code an app shows at a time. */
function codeAt(secret: string, at: number): string {
  const step = new DataView(new ArrayBuffer(8));
  step.setBigUint64(0, BigInt(Math.floor(at / STEP)));
  const mac = createHmac('sha1', bytes(secret)).update(step).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** An app. Each code works once; a clock may be a step off, so three of them need no waiting. */
export class App {
  private used = 0;
  constructor(private readonly secret: string) {}

  async code(): Promise<string> {
    const step = () => Math.floor(Date.now() / STEP);
    while (this.used > step()) await sleep(250);
    this.used = Math.max(this.used + 1, step() - 1);
    return codeAt(this.secret, this.used * STEP);
  }

  /** The code shown last, once more. */
  again(): string {
    return codeAt(this.secret, this.used * STEP);
  }
}
