// One file, so that all of them share one running system (see api/compartilhado.ts).
import './api/produto.suite.ts';
import './api/colecao-v1.suite.ts';
import './api/cliente.suite.ts';
import './api/pedido.suite.ts';
import './api/pagamento.suite.ts';
import './api/balcao.suite.ts';
import './api/pedido-v2.suite.ts';
import './api/dono.suite.ts';
import './api/seguir.suite.ts';
import './api/gerencia.suite.ts';
import './api/ajustes.suite.ts';
import './api/cardapio.suite.ts';
import './api/cozinha.suite.ts';
import './api/telas.suite.ts';
import './api/auditoria.suite.ts';
import './api/meus-dados.suite.ts';
import './api/gateway.suite.ts';
