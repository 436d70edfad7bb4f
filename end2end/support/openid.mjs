/**
 * A real OpenID provider as a process of its own: whoever types a name is that person. Clients register themselves, as
 * its documentation has it. Says where it is, and runs until its input ends.
 */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

/** `unverified.` before a name: the address is not verified. */
function claims(id) {
  const verified = !id.startsWith('unverified.');
  const name = id.replace('unverified.', '');
  return { sub: id, email: `${name}@farhorizon.example`, email_verified: verified, name: `Known as ${name}`, preferred_username: name };
}

const provider = new Provider(issuer, {
  features: { devInteractions: { enabled: false }, registration: { enabled: true } },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
  cookies: { keys: ['of this run'] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => claims(id) }),
  interactions: { url: (_, interaction) => `/who/${interaction.uid}` },
  // Nobody is asked what the help desk may know.
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/who/')) return next();
  if (ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = '<!doctype html><html lang="en"><title>House</title><link rel="icon" href="data:,"><form method="post"><label>Who are you? <input name="name"></label><button>Go on</button></form>';
    return;
  }
  let body = '';
  for await (const part of ctx.req) body += part;
  const accountId = new URLSearchParams(body).get('name');
  ctx.respond = false;
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId } }, { mergeWithLastSubmission: false });
});

server.on('request', provider.callback());
process.stdout.write(`${issuer}\n`);
process.stdin.on('end', () => process.exit()).resume();
