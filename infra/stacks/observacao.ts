import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Borda } from './borda.ts';
import type { Dados } from './dados.ts';
import type { Identidade } from './identidade.ts';
import type { Mensagens } from './mensagens.ts';
import type { Servicos } from './servicos.ts';

/** What is watched: metrics from logs, alarms that name their page of the runbook, the dashboard, saved queries. */
export class Observacao extends Camada {
  constructor(
    scope: Construct,
    contexto: Contexto,
    _de: { dados: Dados; mensagens: Mensagens; identidade: Identidade; servicos: Servicos; borda: Borda },
  ) {
    super(scope, 'observacao', contexto);
  }
}
