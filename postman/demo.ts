/** What a step needs of the environment it runs in, as an expression over its variables; where it does not hold, the step is skipped. */
export const precisos = {
  banco: { vale: "v('pix') === 'banco'", senao: 'aqui não há banco simulado' },
  notificacao: { vale: "v('pix') === 'notificacao'", senao: 'aqui quem avisa é o banco' },
  pagador: { vale: "v('pix') !== 'ninguem'", senao: 'aqui o Pix é de verdade, e ninguém paga por uma história' },
  correio: {
    vale: "Boolean(v('correio'))",
    senao: 'aqui os e-mails vão a quem são, e a nenhuma caixa de entrada nossa',
  },
} as const;

/** Whose token a request carries. */
export type Quem = 'programa' | 'gerente' | 'cozinha' | 'ninguem';

/**
 * A step of the demonstration. Expressions are JavaScript: `corpo` is the answer, `v('x')` a variable; `{{x}}` is one where text is.
 * Variables that a step keeps are those of the collection.
 */
export type Passo = {
  nome: string;
  /** Method and address; one that begins with `/` is the gateway's. */
  pede: string;
  quem?: Quem;
  /** A program in its own right, before the request: makes variables. */
  antes?: string[];
  corpo?: string;
  responde?: number;
  precisa?: keyof typeof precisos;
  /** It asks again, half a minute at most, until this holds: a saga takes its time. */
  ate?: string;
  confere?: Record<string, string>;
  guarda?: Record<string, string>;
};

const UUID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/';

/** Somebody new: an e-mail nobody has, and a CPF with its two check digits. */
const alguem = [
  "pm.collectionVariables.set('email', 'demo' + Date.now() + '@example.com');",
  'let cpf = String(100000000 + Math.floor(Math.random() * 899999999));',
  'for (const peso of [10, 11]) {',
  '  const soma = [...cpf].reduce((total, digito, i) => total + Number(digito) * (peso - i), 0);',
  '  cpf += ((soma * 10) % 11) % 10;',
  '}',
  "pm.collectionVariables.set('cpf', cpf);",
];

const cobrar = (pedido: string): Passo[] => [
  {
    nome: 'Checkout: os preços se fecham, e o pagamento é pedido',
    pede: `POST /v1/pedido/checkout/{{${pedido}}}`,
    confere: { 'o pedido está em CHECKOUT': 'corpo.pedido.estadoPedido === 5' },
    guarda: { transacao: 'corpo.pagamento.transacaoId' },
  },
  {
    nome: 'O Pix, para ler ou copiar',
    pede: `GET /v1/pagamento/{{${pedido}}}?transacaoId={{transacao}}`,
    ate: 'corpo.pixCopiaECola',
    confere: { 'há um QR Code': "corpo.qrCode.startsWith('data:image/png;base64,')" },
  },
];

/** What the payer does: at the simulated bank, or, where only the provider's notification is at hand, by it. */
const decidir = (acao: 'aprovar' | 'recusar'): Passo[] => [
  {
    nome: `O cliente vai ao banco: ${acao}`,
    precisa: 'banco',
    quem: 'ninguem',
    pede: `POST {{banco}}/transacoes/{{transacao}}/${acao}`,
  },
  {
    nome: `O provedor notifica: ${acao}`,
    precisa: 'notificacao',
    quem: 'gerente',
    pede: `POST /v1/pagamento/{{transacao}}/${acao === 'aprovar' ? 1 : 2}`,
    corpo: '{}',
    responde: 201,
  },
];

const email = (pedido: string, tipo: string, assunto: string): Passo[] => [
  {
    nome: `O e-mail ${tipo} saiu`,
    precisa: 'pagador',
    quem: 'gerente',
    pede: `GET /v2/gerencia/emails?pedidoId={{${pedido}}}`,
    ate: `corpo.emails.some(({ tipo, estado }) => tipo === '${tipo}' && estado === 'enviado')`,
  },
  {
    nome: `O e-mail ${tipo} chegou`,
    precisa: 'correio',
    quem: 'ninguem',
    pede: 'GET {{correio}}/store',
    ate: `corpo.emails.some(({ subject, destination }) => destination.to.includes(v('email')) && ${assunto}.test(subject))`,
  },
];

const comanda = (acao: string, estado: number, nome: string): Passo[] => [
  {
    nome: `A cozinha: ${acao}`,
    precisa: 'pagador',
    quem: 'cozinha',
    pede: `POST /v2/cozinha/comandas/{{pago}}/${acao}`,
    corpo: '{}',
  },
  {
    nome: `O pedido está ${nome}`,
    precisa: 'pagador',
    pede: 'GET /v1/pedido/{{pago}}/estado',
    ate: `corpo.estadoPedido === ${estado}`,
  },
];

const item = (pedido: string, produto: string, quantidade: number): Passo => ({
  nome: `Um item: ${quantidade} × {{${produto}}}`,
  pede: 'POST /v1/item',
  corpo: `{ "pedidoId": {{${pedido}}}, "produtoId": {{${produto}}}, "quantidade": ${quantidade} }`,
  responde: 201,
});

/** The original presentation, chapter by chapter, in the order it is told. */
export const demo: Readonly<Record<string, readonly Passo[]>> = {
  '1. O cardápio': [
    {
      nome: 'As quatro categorias',
      pede: 'GET /v1/categoria',
      confere: { 'são quatro': 'corpo.length === 4' },
      guarda: { categoria: 'corpo[0].id', ultima: 'corpo[3].id' },
    },
    {
      nome: 'Os produtos da primeira',
      pede: 'GET /v1/produto/categoria/{{categoria}}',
      confere: { 'há o que comer': 'corpo.length > 0' },
      guarda: { lanche: 'corpo[0].id', preco_lanche: 'corpo[0].preco' },
    },
    {
      nome: 'Os produtos da última',
      pede: 'GET /v1/produto/categoria/{{ultima}}',
      confere: { 'há sobremesa': 'corpo.length > 0' },
      guarda: { sobremesa: 'corpo[0].id', preco_sobremesa: 'corpo[0].preco' },
    },
  ],
  '2. Um cliente se cadastra': [
    {
      nome: 'O cadastro',
      antes: alguem,
      pede: 'POST /v2/cliente',
      corpo: '{ "nome": "Ana Demonstração", "email": "{{email}}", "cpf": "{{cpf}}" }',
      responde: 201,
      guarda: { cliente: 'corpo.id' },
    },
    {
      nome: 'Pelo CPF o totem sabe só o primeiro nome',
      pede: 'POST /v1/cliente/identifica?cpf={{cpf}}',
      confere: { 'é a Ana': "corpo.nome === 'Ana'", 'o e-mail vem mascarado': "corpo.email !== v('email')" },
    },
  ],
  '3. Um pedido confirmado': [
    {
      nome: 'O pedido se abre',
      pede: 'POST /v1/pedido',
      corpo: '{ "clienteId": {{cliente}} }',
      responde: 201,
      guarda: { pago: 'corpo.id' },
    },
    item('pago', 'lanche', 1),
    item('pago', 'sobremesa', 1),
    ...cobrar('pago'),
    ...decidir('aprovar'),
    {
      nome: 'O pedido está RECEBIDO, e tem senha',
      precisa: 'pagador',
      pede: 'GET /v1/pedido/{{pago}}',
      ate: 'corpo.estadoPedido === 1',
      confere: { 'tem senha': 'corpo.senha > 0' },
    },
    ...email('pago', 'pagamento-confirmado', '/senha é \\d+$/'),
    {
      nome: 'A comanda está na cozinha',
      precisa: 'pagador',
      quem: 'cozinha',
      pede: 'GET /v2/cozinha/comandas',
      ate: "corpo.some(({ pedidoId }) => pedidoId === Number(v('pago')))",
    },
    ...comanda('iniciar', 2, 'EM_PREPARACAO'),
    ...comanda('pronto', 3, 'PRONTO: o painel chama a senha'),
    ...comanda('entregar', 4, 'FINALIZADO'),
  ],
  '4. Um pedido rejeitado, mudado e pago de novo': [
    {
      nome: 'Outro pedido se abre',
      pede: 'POST /v1/pedido',
      corpo: '{ "clienteId": {{cliente}} }',
      responde: 201,
      guarda: { recusado: 'corpo.id' },
    },
    item('recusado', 'lanche', 1),
    ...cobrar('recusado'),
    ...decidir('recusar'),
    {
      nome: 'O pedido volta a PAGAMENTO_PENDENTE, com os seus itens',
      precisa: 'pagador',
      pede: 'GET /v1/pedido/{{recusado}}',
      ate: 'corpo.estadoPedido === 0',
      confere: { 'o item ficou': 'corpo.itensPedido.length === 1' },
    },
    ...email('recusado', 'pagamento-rejeitado', '/não aprovado/'),
    { ...item('recusado', 'sobremesa', 2), precisa: 'pagador' },
    ...cobrar('recusado').map((passo) => ({ ...passo, precisa: 'pagador' as const })),
    ...decidir('aprovar'),
    {
      nome: 'Pago na segunda vez: RECEBIDO, pelo preço do que mudou',
      precisa: 'pagador',
      pede: 'GET /v1/pedido/{{recusado}}',
      ate: 'corpo.estadoPedido === 1',
      confere: {
        'o total é o dos itens':
          "Math.round(corpo.total * 100) === Math.round((Number(v('preco_lanche')) + 2 * Number(v('preco_sobremesa'))) * 100)",
      },
    },
  ],
  '5. O cliente pede para ser esquecido': [
    {
      nome: 'A exclusão, com protocolo',
      quem: 'gerente',
      pede: 'DELETE /v2/cliente?cpf={{cpf}}',
      confere: { 'há um protocolo': `${UUID}.test(corpo.protocolo)` },
    },
    { nome: 'Ninguém mais o conhece', quem: 'gerente', pede: 'GET /v1/cliente?cpf={{cpf}}', responde: 404 },
    {
      nome: 'O pedido fica, sem cliente',
      quem: 'gerente',
      pede: 'GET /v1/pedido/{{pago}}',
      confere: { 'não diz de quem foi': 'corpo.clienteId === null' },
    },
    {
      nome: 'O protocolo foi por e-mail',
      quem: 'gerente',
      pede: 'GET /v2/gerencia/emails',
      ate: "corpo.emails.find(({ tipo }) => tipo === 'lgpd-protocolo')?.estado === 'enviado'",
    },
    {
      nome: 'O último e-mail chegou',
      precisa: 'correio',
      quem: 'ninguem',
      pede: 'GET {{correio}}/store',
      ate: "corpo.emails.some(({ subject, destination }) => destination.to.includes(v('email')) && /apagados/.test(subject))",
    },
  ],
  '6. As filas': [
    {
      nome: 'Todas vazias, e nada morreu nelas',
      quem: 'gerente',
      pede: 'GET /v2/gerencia/filas',
      ate: 'corpo.filas.every(({ esperando, emVoo }) => esperando + emVoo === 0)',
      confere: {
        'todas respondem': 'corpo.filas.length > 0 && corpo.faltam.length === 0',
        'nenhuma mensagem morta': 'corpo.filas.every(({ mortas }) => mortas.esperando === 0)',
      },
    },
  ],
  '7. Um pedido, do primeiro passo ao último': [
    {
      nome: 'A linha do tempo, em todos os serviços',
      precisa: 'pagador',
      quem: 'gerente',
      pede: 'GET /v2/pedido/{{recusado}}/linha-do-tempo',
      confere: {
        'nenhum serviço falta': 'corpo.faltam.length === 0',
        'os estados, em ordem':
          "corpo.passos.filter(({ servico, tipo }) => servico === 'pedido' && tipo === 'estado').map(({ detalhes }) => detalhes.para).join() === 'PAGAMENTO_PENDENTE,CHECKOUT,PAGAMENTO_PENDENTE,CHECKOUT,RECEBIDO'",
      },
    },
    {
      nome: 'Os logs, do primeiro ao último',
      quem: 'gerente',
      pede: 'GET /v2/gerencia/pedidos/{{recusado}}/logs',
      ate: "corpo.length >= (v('pix') === 'ninguem' ? 3 : 8)",
      confere: {
        'nada do cliente está neles':
          "![v('email'), v('cpf'), 'Demonstração'].some((dele) => JSON.stringify(corpo).includes(dele))",
      },
    },
  ],
};
