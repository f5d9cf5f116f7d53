const parts = (text: string): string[] =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);

/** Words joined by hyphens; product names such as GitHub stay one word. */
export const kebab = (text: string): string => parts(whole(text)).join('-');
export const snake = (text: string): string => parts(whole(text)).join('_');

const whole = (text: string): string =>
  text.replace(/GitHub|GitLab|GitOps|DevOps|CircleCI|OpenTofu|OpenTelemetry|CloudFormation|PagerDuty|PostgreSQL|IaC/g, (name) =>
    name.toLowerCase(),
  );
