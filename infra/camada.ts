import { App, type AppProps, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Ambiente, Casa } from './ambientes.ts';

/** What every stack is told. */
export type Contexto = { ambiente: Ambiente; casa: Casa };

/** An app that breaks no rule of CloudFormation's own, and asks no account. */
export const novaApp = (props: AppProps = {}): App =>
  new App({
    analyticsReporting: false,
    ...props,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
      '@aws-cdk/core:defaultCrossStackReferences': 'strong',
      ...props.context,
    },
  });

/** One concern of the restaurant on Amazon, as a stack named `foodious-<ambiente>-<camada>`. */
export class Camada extends Stack {
  protected readonly ambiente: Ambiente;
  protected readonly casa: Casa;

  constructor(scope: Construct, nome: string, { ambiente, casa }: Contexto) {
    super(scope, `foodious-${ambiente.nome}-${nome}`, {
      env: { account: casa.conta, region: ambiente.regiao },
      terminationProtection: ambiente.protegido,
    });
    this.ambiente = ambiente;
    this.casa = casa;
    Tags.of(this).add('projeto', 'fast-and-foodious');
    Tags.of(this).add('ambiente', ambiente.nome);
  }

  /** Named, so that no synthesis asks an account for its zones. */
  override get availabilityZones(): string[] {
    return [`${this.region}a`, `${this.region}b`];
  }

  /** What becomes of what holds data when its stack goes. */
  protected get removalPolicy(): RemovalPolicy {
    return this.ambiente.protegido ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  }

  /** A name of ours in this environment. */
  protected nome(...partes: string[]): string {
    return ['foodious', this.ambiente.nome, ...partes].join('-');
  }
}
