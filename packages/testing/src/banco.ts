import { startPix } from '@foodious/local/pix/server.ts';

/** The ways in which a payer, or the bank, moves a charge. */
type Acao = 'aprovar' | 'recusar' | 'expirar';

/** The simulated bank, in memory, on a port of its own. Whoever opens it closes it. */
export async function umBanco({ webhookUrl = 'http://127.0.0.1:9/ninguem' } = {}) {
  const apiKey = 'uma-chave-so-dos-testes';
  const webhookSecret = 'um-segredo-so-dos-testes';
  const banco = await startPix({
    host: '127.0.0.1',
    port: 0,
    dataDir: ':memory:',
    apiKey,
    webhookSecret,
    webhookUrl,
  });
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(banco.url + path, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    endereco: banco.url,
    apiKey,
    webhookSecret,
    mover: (cobrancaId: string, acao: Acao) => ask('POST', `/cobrancas/${cobrancaId}/${acao}`),
    /** Sets what of its faults is given, and leaves the rest. */
    ajustar: (defeitos: object) => ask('PUT', '/defeitos', defeitos),
    fechar: () => banco.stop(),
  };
}
