/** A chart and a service of nothing but these templates, for a seeded mistake: name of the template → text. */
export const seedChart = (templates: Readonly<Record<string, string>>): Record<string, string> => ({
  'charts/service/Chart.yaml': 'apiVersion: v2\nname: service\nversion: 1.0.0\ntype: application\n',
  'charts/service/values.yaml': 'image: {}\n',
  'services/api/deploy/values.yaml': 'port: 8080\n',
  'services/api/deploy/dev/values.yaml': 'environment: dev\n',
  ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`charts/service/templates/${name}`, text])),
});
