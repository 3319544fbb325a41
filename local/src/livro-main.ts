import { createLogger } from '@foodious/platform/log.ts';
import { run } from '@foodious/platform/process.ts';
import { conferirLivros } from './livro.ts';
import { houseSettings } from './settings.ts';

const AJUDA = `npm run ledger:verify [-- --data-dir <folder>]

For every pagamento, compares its ledger with its estado, and both with its charge at the provider as that is now:
the simulated bank of the folder, the account at Mercado Pago (PROVEDOR_PIX=mercado-pago), the counter's own book.
Reads a data folder nothing is running on, or the server of MONGO_URL; changes nothing. On a server that is at work,
what moves meanwhile may be said to differ: run it again.

Prints one line for each thing that does not agree, by ids and in centavos. Ends with 0 where all agrees, with 1 where
something does not, and with 2 where the provider did not answer for some charges and the rest agrees.
`;

if (process.argv.includes('--help')) process.stdout.write(AJUDA);
else
  await run(
    houseSettings,
    async (settings, log) => {
      const { pagamentos, comparadas, semResposta, diferencas } = await conferirLivros(settings, log);
      for (const { pedidoId, transacaoId, cobrancaId, que } of diferencas)
        process.stdout.write(`pedido ${pedidoId}, transacao ${transacaoId}, charge ${cobrancaId}: ${que}\n`);
      const vistos = `${pagamentos} pagamentos, ${comparadas} compared with their provider`;
      const calados = semResposta > 0 ? `, ${semResposta} for which it did not answer` : '';
      process.stdout.write(
        `${diferencas.length > 0 ? `DIFFERS in ${diferencas.length} things` : 'ok'}: ${vistos}${calados}.\n`,
      );
      process.exitCode = diferencas.length > 0 ? 1 : semResposta > 0 ? 2 : 0;
      return { async stop() {} };
    },
    () => createLogger('silent'),
  );
