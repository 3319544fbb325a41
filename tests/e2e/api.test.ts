// One file, so that all of them share one running system (see fixture.ts).
import './api/produto.ts';
import './api/cliente.ts';
import './api/pedido.ts';
import './api/pagamento.ts';
import './api/pedido-v2.ts';
import './api/acompanhamento.ts';
import './api/gerencia.ts';
import './api/ajustes.ts';
import './api/cardapio.ts';
import './api/cozinha.ts';
import './api/telas.ts';
import './api/gateway.ts';
