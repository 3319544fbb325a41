import { messages } from '@foodious/contracts/messages.ts';
import { MAX_TRIES, queueNames, queues, sendersOf } from '@foodious/contracts/resources.ts';
import { transicoes as doPreparo } from '@foodious/cozinha/domain/comanda.ts';
import { EstadoPedido, numerado } from '@foodious/kernel/estados.ts';
import { transicoes as doPagamento } from '@foodious/pagamento/domain/pagamento.ts';
import { transicoes as doPedido } from '@foodious/pedido/domain/pedido.ts';
import { messagesOn } from './asyncapi.ts';
import { GENERATED, table } from './markdown.ts';

/** The sagas: queues, messages, and the tables of states. */
export function saga(): string {
  const transitions = (transicoes: Record<string, Partial<Record<string, string>>>) => {
    const acoes = [...new Set(Object.values(transicoes).flatMap((cells) => Object.keys(cells)))];
    const cell = (de: string, para: string | undefined) => (para === undefined ? '–' : para === de ? 'stay' : para);
    return table(
      ['from \\ action', ...acoes],
      Object.entries(transicoes).map(([de, cells]) => [`**${de}**`, ...acoes.map((acao) => cell(de, cells[acao]))]),
    );
  };
  return `# The sagas

${GENERATED}

Four services, no conductor: each keeps its change and its messages in one transaction (outbox), hears the others through
FIFO queues, and remembers what it heard (inbox).

${table(
  ['saga', 'what happens'],
  [
    ['**S1** checkout', 'pedido → CHECKOUT; pagamento asks the provider for a charge and has a Pix QR code'],
    ['**S2** payment confirmed', 'pedido RECEBIDO with a senha; the cozinha gets its comanda, the cliente an e-mail'],
    ['**S3** payment refused or expired', 'pedido PAGAMENTO_PENDENTE again; the cliente is told how to try again'],
    ['**S4** preparation', 'what the cook does to a comanda moves its pedido, and the painel with it'],
    ['**S5** refund', 'money that is due back goes back; the cliente is told'],
    ['**S6** menu', 'a produto changed: pedido brings its own copy up to date'],
    ['**S7** erasure (LGPD)', 'the receipt is archived; every service erases what it has of the person'],
  ],
)}

The message group is the pedido, so its messages stay in order and hold up nobody else's; what is about no pedido is grouped by
its produto (S6) or its protocolo (S7).

\`\`\`mermaid
sequenceDiagram
  actor C as cliente
  participant P as pedido
  participant G as pagamento
  participant B as Pix provider
  participant K as cozinha
  C->>P: checkout (S1)
  P-)G: solicitar-pagamento-req
  G->>B: charge
  C->>B: pays
  alt approved (S2)
    B->>G: webhook 1
    G-)P: webhook-pagamento-confirmado-res
    P-)C: e-mail, senha
    P-)K: preparacao-pedido-req (S4)
    K-)P: preparacao-pedido-res
  else refused or expired (S3)
    B->>G: webhook 2
    G-)P: webhook-pagamento-rejeitado-res
    P-)C: e-mail: try again
  else cancelled, or paid too late (S5)
    P-)G: estorno-pagamento-req
    G->>B: refund
    G-)P: estorno-pagamento-res
  end
\`\`\`

## Queues

Each is \`<name>.fifo\`, with \`<name>-dlq.fifo\` behind it after ${MAX_TRIES} failed tries.

${table(
  ['queue', 'from', 'to', 'story', 'messages'],
  queueNames.map((queue) => [
    `\`${queue}\``,
    sendersOf(queue).join(', '),
    queues[queue].to,
    queues[queue].story,
    messagesOn(queue)
      .map((tipo) => `\`${tipo}\` v${messages[tipo].versao} {${Object.keys(messages[tipo].dados.shape).join(', ')}}`)
      .join('<br>'),
  ]),
)}

## States of a pedido

Numbers: ${numerado(EstadoPedido)}.

${transitions(doPedido)}

A confirmed pagamento makes a pedido RECEBIDO only when it is that of its latest checkout and no item has changed since;
any other money is sent back (S5). Late and repeated messages are acknowledged and change nothing.

## States of a pagamento

${transitions(doPagamento)}

## States of a comanda

${transitions(doPreparo)}

The cozinha has the last word on a preparation: when the counter moves a pedido, the comanda follows and answers where it
stands, and the pedido follows that.
`;
}
