import { join } from 'node:path';
import { mirrorOf } from '../harness/providers.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { once } from '../terraform/diagnostics.ts';
import { lived } from '../terraform/life.ts';
import { place } from '../terraform/proof.ts';
import { REAL_AWS, relabel } from '../terraform/real-aws.ts';
import { reads } from '../terraform/roots.ts';
import { configured, pinned } from '../terraform/stand-in.ts';
import { withExisting } from './existing.ts';
import { settled, shapes, unguarded, unitPerKind } from './roots.ts';
import { withServer } from './server.ts';
import { takeOut, unproven } from './unsupported.ts';

const VERSION = '5.2.5';

/** Roots from nothing to everything to nothing: the real provider calls an AWS that is imitated, but answers, refuses and remembers. */
export const moto = tool({
  name: 'moto',
  version: VERSION,
  tier: 2,
  recipes: [{ kind: 'path', binary: 'terraform' }, REAL_AWS, { kind: 'python', binary: 'moto_server' }],
  trueVersion: () => Promise.resolve(`${VERSION} (aws ${REAL_AWS.version} as ${pinned('aws')})`),
  uses: ['terraform'],
  // Most of the time is waiting for what AWS would take its time for.
  together: 3,
  unproven,
  reads,
  units: unitPerKind,
  run: async (work) => {
    const configuration = configured(work, mirrorOf(REAL_AWS)!);
    relabel(work);
    takeOut(work);
    unguarded(work);
    const findings: Finding[] = [];
    for (const folder of shapes(work)) findings.push(...(await applied(work, folder, configuration)));
    return once(findings);
  },
  // The provider plans both; only who has the network, or reads the policy, can refuse them.
  seed: {
    files: {
      'terraform/environments/overlap/main.tf': `provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "first" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/20"
}

resource "aws_subnet" "second" {
  vpc_id     = aws_subnet.first.vpc_id
  cidr_block = "10.0.8.0/21"
}
`,
      'terraform/environments/policy/main.tf': `provider "aws" {
  region = "eu-west-1"
}

resource "aws_iam_policy" "this" {
  name   = "seed"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3.GetObject", Resource = "*" }] })
}
`,
    },
    finds: [/InvalidSubnet\.Conflict/, /MalformedPolicyDocument/],
  },
});

/** One root in an account of its own, which has nothing but what it expects to find. */
function applied(work: Work, folder: string, configuration: string): Promise<Finding[]> {
  const server = { program: work.bin('moto_server'), log: join(work.root, '.verify/moto.log'), account: settled(work, folder) };
  return withServer(server, async (url) => {
    await withExisting(url, join(work.root, folder));
    return lived(place(work, folder, { program: work.bin('terraform'), configuration, env: only(url) }));
  });
}

/** Nothing that the machine knows of the real AWS. */
const only = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'verify',
  AWS_SECRET_ACCESS_KEY: 'verify',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  // Most of the time is waiting for what AWS would take its time for.
  TF_CLI_ARGS_apply: '-parallelism=40',
  TF_CLI_ARGS_destroy: '-parallelism=40',
});
