import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Properties = { [key: string]: Json };
type Resource = { Type: string; Properties?: Properties; DependsOn?: string | string[] };
type Template = {
  Transform?: Json;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: Json; Export?: { Name: string } }>;
};

/** Something of the templates that the emulator does not get as it is written, and why. */
export type Cut = { stack: string; resource: string; type: string; what: 'dropped' | 'changed'; why: string };

/** What the emulator creates, and where it answers for what it has no network for. */
export type Doors = {
  /** Where each listener of the load balancer answers on this machine, by its port in the templates. */
  listeners: Readonly<Record<number, string>>;
  /** The resource types the emulator creates. */
  supported: ReadonlySet<string>;
  /** Whether it speaks TLS. */
  tls: boolean;
};

/** The resources a value speaks of: by `Ref`, `Fn::GetAtt`, `Fn::Sub` or, in another stack, by the name it is exported under. */
function spokenOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(spokenOf);
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' || key === 'Fn::ImportValue') return typeof inner === 'string' ? [inner] : spokenOf(inner);
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])];
    if (key === 'Fn::Sub') {
      const [text, given] = Array.isArray(inner) ? inner : [inner];
      const names = [...String(text).matchAll(/\$\{([^!}.]+)/g)].map(([, name = '']) => name);
      return [...names, ...spokenOf(given)];
    }
    return spokenOf(inner);
  });
}

/**
 * Cuts a cloud assembly, in its folder, down to what the emulator can create. What is dropped takes with it what cannot be without it.
 * @returns all that was cut, to be told
 */
export function cutAssembly(folder: string, doors: Doors): Cut[] {
  const named = (end: string) => readdirSync(folder).filter((file) => file.endsWith(end));
  const templates: Record<string, Template> = {};
  for (const file of named(TEMPLATE))
    templates[file.slice(0, -TEMPLATE.length)] = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const cuts: Cut[] = [];
  for (const [stack, template] of Object.entries(templates)) {
    cuts.push(...fillIn(stack, template));
    for (const [resource, { Type: type, Properties = {} }] of Object.entries(template.Resources)) {
      const why = adapt(type, Properties, doors);
      if (why) cuts.push({ stack, resource, type, what: 'changed', why });
    }
  }
  cuts.push(...drop(templates, doors.supported));
  for (const [stack, template] of Object.entries(templates))
    writeFileSync(join(folder, `${stack}${TEMPLATE}`), JSON.stringify(template, null, 1));
  return cuts;
}

const TEMPLATE = '.template.json';

/** Attributes the emulator does not tell, and what stands for each: what the resource itself was told, or a word. */
const untold: Record<string, (properties: Properties) => Json> = {
  'AWS::EC2::VPC.CidrBlock': ({ CidrBlock = '' }) => CidrBlock,
  ...Object.fromEntries(
    [1, 2, 3].flatMap((n) =>
      ['Name', 'Value'].map((part) => [`AWS::SES::EmailIdentity.DkimDNSToken${part}${n}`, () => 'made by Amazon']),
    ),
  ),
};

/** Puts what stands for the attributes the emulator does not tell where they are asked for. */
function fillIn(stack: string, template: Template): Cut[] {
  const cuts: Cut[] = [];
  const secrets = new Set<string>();
  const fill = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(fill);
    if (!value || typeof value !== 'object') return value;
    const { Ref } = value;
    if (typeof Ref === 'string' && template.Resources[Ref]?.Type === 'AWS::SecretsManager::Secret') {
      secrets.add(Ref);
      return { 'Fn::GetAtt': [Ref, 'Id'] };
    }
    const [resource, attribute] = Array.isArray(value['Fn::GetAtt']) ? value['Fn::GetAtt'].map(String) : [];
    const { Type: type = '', Properties = {} } = template.Resources[resource ?? ''] ?? {};
    const instead = untold[`${type}.${attribute}`];
    if (!resource || !instead)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
    cuts.push({
      stack,
      resource,
      type,
      what: 'changed',
      why: `its ${attribute}, which the emulator does not tell, is written out`,
    });
    return instead(Properties);
  };
  for (const resource of Object.values(template.Resources))
    if (resource.Properties) resource.Properties = fill(resource.Properties) as Properties;
  for (const output of Object.values(template.Outputs ?? {})) output.Value = fill(output.Value);
  const why = 'whoever refers to it gets its ARN, as on Amazon: the emulator would give its name';
  for (const resource of secrets)
    cuts.push({ stack, resource, type: 'AWS::SecretsManager::Secret', what: 'changed', why });
  return cuts;
}

/** Why the emulator cannot create a resource; undefined where it can. */
function lacking({ Type, Properties = {} }: Resource, supported: ReadonlySet<string>): string | undefined {
  if (!supported.has(Type)) return 'the emulator has no such type';
  if (Type === 'AWS::CloudWatch::Alarm' && Properties.Metrics) return 'the emulator does not reckon with metrics';
  return undefined;
}

/** What only shows others: what is not there is left out of it, and it stays. */
const shows = new Set(['AWS::CloudWatch::Dashboard']);

/** Takes out what the emulator cannot create, and, until nothing of it is left, what is nothing without it. */
function drop(templates: Record<string, Template>, supported: ReadonlySet<string>): Cut[] {
  const cuts: Cut[] = [];
  /** Names under which what is gone is spoken of: in its own stack, and in all where it is exported. */
  const gone: Record<string, Set<string>> = {};
  const exported = new Set<string>();
  const isGone = (stack: string) => (name: string) => gone[stack]?.has(name) || exported.has(name);
  for (let before = -1; before < cuts.length; ) {
    before = cuts.length;
    for (const [stack, { Resources, Outputs = {} }] of Object.entries(templates)) {
      for (const [resource, one] of Object.entries(Resources)) {
        const { Type: type, Properties = {} } = one;
        const missed = spokenOf(Properties).find(isGone(stack));
        if (missed && shows.has(type)) {
          one.Properties = without(Properties, isGone(stack)) as Properties;
          cuts.push({ stack, resource, type, what: 'changed', why: `it shows no ${missed}` });
          continue;
        }
        const why = lacking(one, supported) ?? (missed && `it is nothing without ${missed}`);
        if (!why) continue;
        cuts.push({ stack, resource, type, what: 'dropped', why });
        gone[stack] = (gone[stack] ?? new Set()).add(resource);
        delete Resources[resource];
      }
      for (const [output, { Value, Export }] of Object.entries(Outputs)) {
        if (!spokenOf(Value).some(isGone(stack))) continue;
        if (Export) exported.add(Export.Name);
        delete Outputs[output];
      }
    }
  }
  for (const [stack, template] of Object.entries(templates)) {
    delete template.Transform; // it makes types of AWS::Serverless into others: none of them is left
    for (const resource of Object.values(template.Resources)) {
      const after = [resource.DependsOn ?? []].flat().filter((name) => !gone[stack]?.has(name));
      if (after.length > 0) resource.DependsOn = after;
      else delete resource.DependsOn;
    }
  }
  return cuts;
}

/** A value with a word in the place of what is gone. */
function without(value: Json, isGone: (name: string) => boolean | undefined): Json {
  if (Array.isArray(value)) return value.map((inner) => without(inner, isGone));
  if (!value || typeof value !== 'object') return value;
  const [key = ''] = Object.keys(value);
  if (/^(Ref|Fn::ImportValue|Fn::GetAtt)$/.test(key) && spokenOf(value).some(isGone)) return 'not-in-the-emulator';
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, without(inner, isGone)]));
}

/** Points what has no network here at what answers instead; tells what it changed. */
function adapt(type: string, properties: Properties, { listeners, tls }: Doors): string | undefined {
  if (/^AWS::(SQS::Queue|S3::Bucket|SNS::Topic)Policy$/.test(type) && !tls) {
    const { Statement = [] } = properties.PolicyDocument as { Statement?: Properties[] };
    const conditions = Statement.map(({ Condition }) => (Condition as { Bool?: Properties } | undefined)?.Bool ?? {});
    const refusing = conditions.filter((one) => 'aws:SecureTransport' in one);
    for (const one of refusing) one['aws:SecureTransport'] = 'unknown';
    return refusing.length > 0 ? 'refuses nobody who comes without TLS, which is not spoken here' : undefined;
  }
  if (type === 'AWS::ApiGatewayV2::Integration' && properties.ConnectionType === 'VPC_LINK') {
    delete properties.ConnectionId;
    properties.ConnectionType = 'INTERNET';
    properties.IntegrationUri = listeners[80] ?? '';
    return `goes to ${listeners[80]}, the listener of port 80, without a VPC link`;
  }
  if (type === 'AWS::CloudFront::Distribution') {
    const { Origins = [] } = properties.DistributionConfig as { Origins?: Properties[] };
    const inVpc = Origins.filter((origin) => origin.VpcOriginConfig);
    for (const origin of inVpc) {
      delete origin.VpcOriginConfig;
      origin.DomainName = 'localhost';
      const HTTPPort = Number(new URL(listeners[80] ?? '').port);
      origin.CustomOriginConfig = { HTTPPort, OriginProtocolPolicy: 'http-only' };
    }
    return inVpc.length > 0 ? `goes to ${listeners[80]}, the listener of port 80, without a VPC origin` : undefined;
  }
  if (type === 'AWS::Lambda::Function') {
    const variables = (properties.Environment as { Variables?: Properties } | undefined)?.Variables ?? {};
    const changed = Object.entries(variables).flatMap(([name, value]) => {
      const door = listeners[Number(portOf(value))];
      if (!door) return [];
      variables[name] = door;
      return [`${name} is ${door}`];
    });
    return changed.length > 0 ? `${changed.join(', ')}: nothing resolves the load balancer's name here` : undefined;
  }
  return undefined;
}

/** The port in an address put together of the load balancer's name and a port. */
function portOf(value: Json): string | undefined {
  const joined = value && typeof value === 'object' && !Array.isArray(value) ? value['Fn::Join'] : undefined;
  const parts = Array.isArray(joined) && Array.isArray(joined[1]) ? joined[1] : [];
  const [scheme, name, port = ':80'] = parts;
  if (scheme !== 'http://' || typeof name !== 'object') return undefined;
  return /^:(\d+)$/.exec(String(port))?.[1];
}
