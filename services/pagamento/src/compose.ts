import { randomUUID } from 'node:crypto';
import { acesso, alcances, scopes } from '@foodious/contracts/scopes.ts';
import { newStory } from '@foodious/kernel/context.ts';
import { dayIn } from '@foodious/kernel/day.ts';
import { anosAntes } from '@foodious/kernel/instant.ts';
import { createMessaging } from '@foodious/messaging/messaging.ts';
import { sqsBroker, sqsCare, sqsClient } from '@foodious/messaging/sqs.ts';
import { operationRoutes } from '@foodious/operation/routes.ts';
import { remoteVerifier } from '@foodious/platform/auth.ts';
import type { Logger } from '@foodious/platform/log.ts';
import { allReady } from '@foodious/platform/ready.ts';
import { type Composition, serviceLogger } from '@foodious/platform/service.ts';
import { provedorDoBalcao } from './adapters/balcao/provedor.ts';
import { abrirPix } from './adapters/pix/pix.ts';
import { assinatura } from './http/banco-simulado.ts';
import { routes } from './http/routes.ts';
import { conciliacoes, medidasDaConciliacao, reparosEmCurso } from './jobs/conciliacao.ts';
import { medidasDosEstornos } from './jobs/estornos.ts';
import { tratadorDeNotificacoes } from './jobs/notificacoes.ts';
import { pendentes } from './jobs/pendentes.ts';
import { vencidos } from './jobs/vencidos.ts';
import { pagamentoHandler } from './queue/handlers.ts';
import type { PagamentoSettings } from './settings.ts';
import { openStore } from './store/open.ts';
import { waking } from './store/waking.ts';
import { auditarFechamentos } from './use-cases/balcao/caixa.ts';
import { levarOsQueFicaram } from './use-cases/balcao/levar.ts';
import { consultor } from './use-cases/consultar-pendentes.ts';
import { recebedor } from './use-cases/receber-notificacao.ts';
import { fazerOQueVenceu } from './use-cases/vencer.ts';

/** The pagamento service: Pix charges and the provider's notifications. */
export async function compose(settings: PagamentoSettings, parentLog: Logger): Promise<Composition> {
  const log = serviceLogger(parentLog, 'pagamento');
  const pix = abrirPix(settings, log);
  const opened = await openStore(settings);
  const client = sqsClient(settings);
  const diaDe = dayIn(settings.FUSO);
  /** What was sold and paid before is no longer kept. */
  const fimDaGuarda = () => anosAntes(new Date(), settings.RETENCAO_FISCAL_ANOS);
  const messaging = createMessaging({
    service: 'pagamento',
    outbox: opened.outbox,
    trail: opened.trail,
    broker: sqsBroker(client),
    care: sqsCare(client),
    prunes: [
      ...opened.prunes,
      (_, limit) => opened.divergencias.deleteBelow('dia', diaDe(fimDaGuarda()), limit),
      (_, limit) => opened.comparacoes.deleteBelow('dia', diaDe(fimDaGuarda()), limit),
      (_, limit) => opened.deleteBefore(fimDaGuarda(), limit),
      (_, limit) => opened.balcao.deleteBelow('mexidaEm', fimDaGuarda().toISOString(), limit),
      (_, limit) => opened.fechamentos.deleteBelow('dia', fimDaGuarda().toISOString(), limit),
      (before, limit) => opened.notificacoes.deleteBelow('recebidaEm', before.toISOString(), limit),
    ],
    retentionDays: settings.RETENCAO_DIAS,
    log,
  });
  const store = waking(opened, messaging);
  const { provedor, simulador } = pix;
  const provedores = { pix: provedor, balcao: provedorDoBalcao(opened.balcao) };
  const casa = {
    validadeMs: { pix: settings.PAGAMENTO_EXPIRA_S * 1_000, balcao: settings.BALCAO_EXPIRA_S * 1_000 },
    diaDe,
  };
  const historia = () => newStory(randomUUID(), new Date(), 'pagamento');
  const conciliacao = {
    store,
    divergencias: opened.divergencias,
    comparacoes: opened.comparacoes,
    provedores,
    diaDe,
    gracaMs: settings.CONCILIACAO_GRACA_S * 1_000,
    contar: messaging.answer,
  };
  const livros = { balcao: opened.balcao, fechamentos: opened.fechamentos, diaDe };
  const vencer = () => fazerOQueVenceu(store, provedores, historia());
  const cuidarDoBalcao = async () =>
    (await levarOsQueFicaram({ store, provedores, balcao: opened.balcao }, historia())) +
    (await auditarFechamentos(livros, messaging, historia()));
  const tratador = tratadorDeNotificacoes(store, provedor, log);
  const consultaMs = settings.PIX_CONSULTA_S * 1_000;
  const consultar = consultor(store, provedor, consultaMs);
  const issuer = remoteVerifier(settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE, settings.GATEWAY_INTERNAL_URL);
  return {
    name: 'pagamento',
    host: settings.SERVICES_HOST,
    port: settings.PAGAMENTO_PORT,
    log,
    http: {
      verify: issuer.verify,
      scopes,
      alcances,
      metrics: acesso('operacao:ler'),
      schemes: simulador ? { assinatura: assinatura(simulador) } : {},
      ready: () => allReady({ 'o banco de dados': () => opened.ping(), 'as chaves do emissor': issuer.ready }),
    },
    routes(app) {
      const { answer, streams } = messaging;
      const deReceber = recebedor(store.notificacoes, pix.carteiro);
      routes(app, {
        store,
        provedores,
        simulador,
        conciliacao,
        livros,
        recebedor: deReceber,
        tratador,
        answer,
        streams,
      });
      operationRoutes(app, messaging);
    },
    migrate: () => opened.migrate(),
    // It does not start with secrets that cannot be read.
    jobs: [{ start: pix.abrir }, messaging, tratador, medidasDaConciliacao(conciliacao), medidasDosEstornos(store)],
    consumers: [
      messaging.consumer(pagamentoHandler({ store, provedores, messaging, casa })),
      vencidos(vencer, log),
      pendentes(() => consultar(historia()), consultaMs, log),
      conciliacoes(conciliacao, historia, settings.CONCILIACAO_S * 1_000, log),
      reparosEmCurso(conciliacao, historia, log),
      vencidos(cuidarDoBalcao, log),
    ],
    close: () => opened.close(),
  };
}
