/** A line of production code, and what is put in its place. */
export type Edit = { file: string; from: string; to: string };

/** One broken line each, to see that some history goes wrong. */
export const MUTANTS: Record<string, Edit> = {
  // The inbox handles repeats again.
  inbox: {
    file: 'packages/messaging/src/sql.ts',
    from: 'return done.numInsertedOrUpdatedRows === 1n;',
    to: 'return done.numInsertedOrUpdatedRows >= 0n;',
  },
  // The newest message of a group is sent first.
  outbox: {
    file: 'packages/messaging/src/sql.ts',
    from: ".orderBy('seq');",
    to: ".orderBy('seq', 'desc');",
  },
  // A message leaves the outbox whether or not the broker took it.
  relay: {
    file: 'packages/messaging/src/relay.ts',
    from: 'tried.filter(({ taken }) => taken)',
    to: 'tried',
  },
  // The pagamento of an earlier checkout pays for the pedido as it is now.
  guarda: {
    file: 'services/pedido/src/domain/pedido.ts',
    from: 'pedido.transacaoId === transacaoId && pedido.totalCentavos !== null',
    to: 'pedido.totalCentavos !== null',
  },
  // Old news of a rejection undo what is confirmed.
  confirmado: {
    file: 'services/pagamento/src/use-cases/conciliar.ts',
    from: "return diverge === 'outro-assunto' || pagamento.estado !== 'PENDENTE' ? nada",
    to: "return diverge === 'outro-assunto' ? nada : pagamento.estado === 'CONFIRMADO' ? { pagamento: { ...pagamento, estado: 'REJEITADO' }, fatos: [] } : pagamento.estado !== 'PENDENTE' ? nada",
  },
  // Money that came in another amount than was asked for pays all the same.
  valor: {
    file: 'services/pagamento/src/use-cases/conciliar.ts',
    from: "if (valorCentavos !== totalCentavos) return 'valor-diverge';",
    to: '',
  },
  // What was not paid in time is not called off at the bank.
  prazo: {
    file: 'services/pagamento/src/use-cases/vencer.ts',
    from: "onde?.estado === 'pendente' ? await passos.chamar('cancelar', () => provedor.cancelar(cobranca.id)) : onde;",
    to: 'onde;',
  },
  // The ledger does not write down what went back.
  livro: {
    file: 'services/pagamento/src/domain/pagamento.ts',
    from: "['estornado', 'a-devolver', contaDe(pagamento), feito.centavos, id]",
    to: "['estornado', 'a-devolver', contaDe(pagamento), 0, id]",
  },
  // Of two notifications at once both win.
  revisao: {
    file: 'services/pagamento/src/store/sqlite.ts',
    from: ".where('rev', '=', read.rev)",
    to: '',
  },
  // A key that was answered makes another pedido.
  chave: {
    file: 'services/pedido/src/use-cases/pedidos/uma-vez.ts',
    from: 'if (known && known.criadoEm > agora - VALIDADE_MS)',
    to: 'if (known && known.criadoEm > agora)',
  },
  // Old news of the comanda take a pedido back.
  movimentos: {
    file: 'services/pedido/src/domain/pedido.ts',
    from: 'if (movimentos !== pedido.movimentos) return nada(pedido);',
    to: '',
  },
  // Whoever knows its number reaches a pedido.
  dono: {
    file: 'packages/contracts/src/dono.ts',
    from: "alcancados === 'todos' ||",
    to: 'true ||',
  },
  // A comanda goes back to before its beginning, and its pedido never hears of it.
  voltar: {
    file: 'services/cozinha/src/use-cases/registrar.ts',
    from: "if (estado === 'CANCELADO') return;",
    to: "if (estado === 'CANCELADO' || estado === 'RECEBIDO') return;",
  },
  // A comanda handed out while its pedido was cancelled stays handed out.
  cancelada: {
    file: 'services/cozinha/src/domain/comanda.ts',
    from: "voltar: 'PRONTO', cancelar: 'CANCELADO' }",
    to: "voltar: 'PRONTO', cancelar: 'FINALIZADO' }",
  },
};
