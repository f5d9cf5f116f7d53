import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const REGION = /^ {2}region = "([^"]+)"/m;
const ZONE = /^ +existing_zone += "([^"]+)"/m;
const BUCKET = /^data "aws_s3_bucket" "state" \{\n {2}bucket = "([^"]+)"/m;
const REGISTRY = /^ {2}registry = "(\d{12})\./m;
const PLATFORM = /^ {2}name += "([^"]+)"\n {2}organization/m;
const SERVICES = /^ {2}services += \[(.*)\]/m;

/** Make what a root expects to find: a zone, a bucket for states, the repositories of its services. */
export async function withExisting(url: string, folder: string): Promise<void> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tf'));
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const found = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
  const region = found(REGION) ?? 'eu-west-1';
  const [zone, bucket, account] = [found(ZONE), found(BUCKET), found(REGISTRY)];
  if (zone) await ask(`${url}/2013-04-01/hostedzone`, 'us-east-1/route53', { method: 'POST', body: zoneOf(zone) });
  if (bucket) await ask(`${url}/${bucket}`, `${region}/s3`, { method: 'PUT', body: placedIn(region) });
  if (!account) return;
  for (const service of found(SERVICES)?.match(/[a-z0-9-]+/g) ?? []) {
    const body = JSON.stringify({ registryId: account, repositoryName: `${found(PLATFORM)}/${service}` });
    await ask(url, `${region}/ecr`, { method: 'POST', body, headers: CREATE_REPOSITORY });
  }
}

const CREATE_REPOSITORY = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.CreateRepository',
};

/** Moto reads from the signature's scope, such as `eu-west-1/ecr`, where and which service is meant, and no more. */
async function ask(url: string, scope: string, request: RequestInit): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=verify/20260101/${scope}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(url, { ...request, headers: { 'content-type': 'text/xml', ...request.headers, authorization } });
  if (!answer.ok) throw new Error(`moto refuses ${url}: ${answer.status} ${await answer.text()}`);
}

const zoneOf = (zone: string): string =>
  `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${zone}.</Name><CallerReference>verify</CallerReference></CreateHostedZoneRequest>`;

const placedIn = (region: string): string =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
