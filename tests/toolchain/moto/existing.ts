import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ZONE = /^ +existing_zone += "([^"]+)"/m;
/** Moto reads from it which service is meant, and no more. */
const AS_ROUTE53 = 'AWS4-HMAC-SHA256 Credential=verify/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0';

/** Make the zones that a root expects to find. */
export async function withZones(url: string, folder: string): Promise<void> {
  const texts = readdirSync(folder).flatMap((name) => (name.endsWith('.tf') ? [readFileSync(join(folder, name), 'utf8')] : []));
  for (const zone of texts.flatMap((text) => ZONE.exec(text)?.[1] ?? [])) {
    const body = `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${zone}.</Name><CallerReference>verify</CallerReference></CreateHostedZoneRequest>`;
    const answer = await fetch(`${url}/2013-04-01/hostedzone`, {
      method: 'POST',
      headers: { authorization: AS_ROUTE53, 'content-type': 'text/xml' },
      body,
    });
    if (!answer.ok) throw new Error(`moto makes no zone ${zone}: ${answer.status} ${await answer.text()}`);
  }
}
