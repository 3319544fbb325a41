import { LARGURAS } from '@foodious/produto/domain/imagem.ts';
import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { Camada, type Contexto } from '../camada.ts';
import type { Dados } from './dados.ts';
import { QUEM_PEDE, type Rede } from './rede.ts';

/**
 * What is refused before it gets to us, in this order. A group counts, and lets pass, what of its rules we know better.
 * An HTTP API takes no firewall: there, scopes and throttling are what is before the gateway.
 */
export const barreiras: readonly ({ nome: string } & (
  | { porEndereco: number }
  | { grupo: string; contam?: string[] }
))[] = [
  // Requests in five minutes. A restaurant has one address: 500 screens that all start again load some 30 files each.
  { nome: 'demais', porEndereco: 20_000 },
  // A picture of a product comes as JSON of 1.4 MB; the gateway knows how long each body may be.
  { nome: 'comuns', grupo: 'AWSManagedRulesCommonRuleSet', contam: ['SizeRestrictions_BODY'] },
  { nome: 'conhecidas', grupo: 'AWSManagedRulesKnownBadInputsRuleSet' },
];

/** What is said of each request: not by whom, nor which pedido or code its address names. */
export const campos = [
  'timestamp(ms)',
  'x-edge-request-id',
  'cache-behavior-path-pattern',
  'cs-method',
  'sc-status',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
  'time-taken',
  'time-to-first-byte',
  'origin-lbl',
  'sc-bytes',
  'cs-bytes',
  'cs-protocol-version',
  'ssl-protocol',
];

/** What runs at the edge, in the language of CloudFront: no modules, and nothing of ours but what is written into it. */
export const funcoesDaBorda = {
  // The picture and its width are in the address, the widths beside each other in the bucket: nothing else of it is shown.
  imagem: `function handler(event) {
  var pedido = event.request;
  var nome = /^\\/imagens\\/([0-9a-f]{64})\\.(png|jpeg|webp)$/.exec(pedido.uri);
  var largura = pedido.querystring.w ? pedido.querystring.w.value : '1080';
  if (!nome || ${JSON.stringify(LARGURAS.map(String))}.indexOf(largura) < 0) return { statusCode: 404 };
  pedido.uri = '/' + nome[1] + '-' + largura + '.webp';
  return pedido;
}`,
  // Whatever whoever asks has written there themselves.
  endereco: `function handler(event) {
  event.request.headers['${QUEM_PEDE}'] = { value: event.viewer.ip };
  return event.request;
}`,
  // Both buckets name by content. What is not there has no such answer: the function is not asked where the origin refuses.
  imutavel: `function handler(event) {
  event.response.headers['cache-control'] = { value: 'public, max-age=31536000, immutable' };
  return event.response;
}`,
};

/** A stream says something every 15 s, and the load balancer gives up after 60 s: neither is cut here. */
const ESPERA = Duration.seconds(60);

/**
 * What people see: the screens and pictures from buckets, everything else from the gateway, which alone knows sessions, the
 * restaurant's name and time zone, and writes streams. It stands before the services: they are told its address.
 */
export class Cdn extends Camada {
  readonly distribuicao: cloudfront.Distribution;
  /** The built screens (`web/dist/telas`), below `telas/`. */
  readonly telas: s3.Bucket;
  /** The address people use (GATEWAY_URL). */
  readonly endereco: string;

  constructor(scope: Construct, contexto: Contexto, { rede, dados }: { rede: Rede; dados: Dados }) {
    super(scope, 'cdn', contexto);
    const { dominio } = this.casa;
    this.telas = this.#telas();
    this.distribuicao = new cloudfront.Distribution(this, 'Distribuicao', {
      comment: this.nome(),
      ...(dominio && {
        domainNames: [dominio.nome],
        certificate: acm.Certificate.fromCertificateArn(this, 'Certificado', dominio.certificadoArn),
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_ALL, // the others have no South America
      webAclId: this.#barreiras().attrArn,
      ...this.#caminhos(rede, dados),
    });
    this.#registros();
    this.endereco = `https://${dominio?.nome ?? this.distribuicao.distributionDomainName}`;

    // Whether or not a domain takes its place: what others were once told, a stack may not take back before they ask no more.
    this.exportValue(this.distribuicao.distributionDomainName);
    new CfnOutput(this, 'Endereco', { value: this.endereco, description: 'Where people go' });
    new CfnOutput(this, 'CloudFront', {
      value: this.distribuicao.distributionDomainName,
      description: 'What a domain of ours is an alias of',
    });
    new CfnOutput(this, 'BucketDasTelas', {
      value: this.telas.bucketName,
      description: 'Where the built screens are put',
    });

    Validations.of(this.distribuicao).acknowledge(
      {
        id: 'AwsSolutions-CFR1',
        reason: 'A telephone may be from anywhere, and so are the notifications of the Pix provider.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'Access logs go to CloudWatch, without addresses: the older kind cannot leave them out.',
      },
    );
    if (!dominio)
      Validations.of(this.distribuicao).acknowledge({
        id: 'AwsSolutions-CFR4',
        reason:
          'The name CloudFront gives brings its own certificate and its own TLS; with a domain it is 1.2 at least.',
      });
  }

  #telas(): s3.Bucket {
    const telas = new s3.Bucket(this, 'Telas', {
      bucketName: this.nome(this.account, 'telas'),
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      removalPolicy: this.removalPolicy,
    });
    Validations.of(telas).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Only CloudFront reads it, and has a log of its own; what is in it is in every build.',
    });
    return telas;
  }

  #caminhos(rede: Rede, dados: Dados): Pick<cloudfront.DistributionProps, 'defaultBehavior' | 'additionalBehaviors'> {
    // Who has said something already knows better: the gateway's pages have a policy of their own for what they load.
    const responseHeadersPolicy = new cloudfront.ResponseHeadersPolicy(this, 'Cabecalhos', {
      responseHeadersPolicyName: this.nome(),
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: false },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: false },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", override: false },
      },
    });
    const funcao = (nome: keyof typeof funcoesDaBorda) =>
      new cloudfront.Function(this, `Funcao-${nome}`, {
        functionName: this.nome(nome),
        runtime: cloudfront.FunctionRuntime.JS_2_0,
        code: cloudfront.FunctionCode.fromInline(funcoesDaBorda[nome]),
      });
    const imutavel = { function: funcao('imutavel'), eventType: cloudfront.FunctionEventType.VIEWER_RESPONSE };
    const imagem = { function: funcao('imagem'), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST };
    const endereco = { function: funcao('endereco'), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST };
    const arquivos = {
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy,
    };
    return {
      defaultBehavior: {
        origin: origins.VpcOrigin.withApplicationLoadBalancer(rede.alb, {
          vpcOriginName: this.nome(),
          protocolPolicy: cloudfront.OriginProtocolPolicy.HTTP_ONLY, // inside the network, as the tasks themselves
          readTimeout: ESPERA,
          keepaliveTimeout: Duration.seconds(55), // ends before the load balancer's
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER,
        functionAssociations: [endereco],
        compress: false, // an event of a stream leaves when it is written
        responseHeadersPolicy,
      },
      additionalBehaviors: {
        '/telas/*': {
          ...arquivos,
          origin: origins.S3BucketOrigin.withOriginAccessControl(this.telas),
          functionAssociations: [imutavel],
        },
        '/imagens/*': {
          ...arquivos,
          origin: this.#imagens(dados),
          functionAssociations: [imagem, imutavel],
          compress: false, // WebP is
        },
      },
    };
  }

  /** The pictures are kept with the data, which knows nothing of what stands on it: whom that bucket lets in, it says itself. */
  #imagens({ buckets: { imagens } }: Dados): cloudfront.IOrigin {
    const bucket = s3.Bucket.fromBucketAttributes(this, 'Imagens', {
      bucketName: imagens.bucketName,
      bucketRegionalDomainName: imagens.bucketRegionalDomainName,
    });
    Validations.of(this).acknowledge({
      id: '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac',
      reason: 'The policy of the pictures is written where their bucket is.',
    });
    return origins.S3BucketOrigin.withOriginAccessControl(bucket);
  }

  #barreiras(): waf.CfnWebACL {
    const visto = (nome: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName: this.nome(nome),
      sampledRequestsEnabled: true,
    });
    return new waf.CfnWebACL(this, 'Barreiras', {
      name: this.nome(),
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visto('barreiras'),
      rules: barreiras.map((barreira, priority) => ({
        name: barreira.nome,
        priority,
        visibilityConfig: visto(barreira.nome),
        ...('grupo' in barreira
          ? {
              overrideAction: { none: {} },
              statement: {
                managedRuleGroupStatement: {
                  vendorName: 'AWS',
                  name: barreira.grupo,
                  ruleActionOverrides: (barreira.contam ?? []).map((name) => ({ name, actionToUse: { count: {} } })),
                },
              },
            }
          : {
              action: { block: {} },
              statement: { rateBasedStatement: { limit: barreira.porEndereco, aggregateKeyType: 'IP' } },
            }),
      })),
    });
  }

  #registros(): void {
    const registro = new logs.LogGroup(this, 'Registro', {
      logGroupName: `/foodious/${this.ambiente.nome}/cdn`,
      retention: this.ambiente.diasDeLog,
      removalPolicy: this.removalPolicy,
    });
    const origem = new logs.CfnDeliverySource(this, 'DeOnde', {
      name: this.nome('cdn'),
      logType: 'ACCESS_LOGS',
      resourceArn: this.distribuicao.distributionArn,
    });
    const destino = new logs.CfnDeliveryDestination(this, 'ParaOnde', {
      name: this.nome('cdn'),
      destinationResourceArn: registro.logGroupArn,
      outputFormat: 'json',
    });
    const entrega = new logs.CfnDelivery(this, 'Entrega', {
      deliverySourceName: origem.name,
      deliveryDestinationArn: destino.attrArn,
      recordFields: campos,
    });
    entrega.node.addDependency(origem); // named, not referred to
  }
}
