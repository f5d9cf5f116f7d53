{{/*
Changes of the schema, before the new pods. Hooks of Helm, which Argo CD runs as PreSync: one form for both. They run before
everything else of the release, on the first installation too, so they bring the account and the network policy that they need.
Settings from secrets are not there yet: the account logs in as the service does.
*/}}
{{- define "library.migrations" -}}
{{- $name := printf "%s-migrations" (include "library.name" .) }}
{{- $labels := printf "app.kubernetes.io/name: %s\napp.kubernetes.io/instance: %s" $name .Release.Name }}
{{- $values := mergeOverwrite (deepCopy (omit .Values "port" "secrets")) (dict "kind" "job") }}
{{- $self := mergeOverwrite (omit . "Values") (dict "Values" $values "Account" $name "Command" .Values.migrations.command) }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- $labels | nindent 4 }}
  annotations:
    {{- include "library.migrations.hook" -10 | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- $labels | nindent 4 }}
  annotations:
    {{- include "library.migrations.hook" -10 | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- $labels | nindent 6 }}
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "library.egress" . | nindent 4 }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- $labels | nindent 4 }}
  annotations:
    {{- include "library.migrations.hook" 0 | nindent 4 }}
spec:
  activeDeadlineSeconds: {{ .Values.migrations.activeDeadlineSeconds }}
  # A migration is a transaction, so a run that was cut off does no harm.
  backoffLimit: 2
  {{- include "library.retry" . | nindent 2 }}
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels:
        {{- $labels | nindent 8 }}
    spec:
      restartPolicy: Never
      {{- include "library.pod" $self | nindent 6 }}
{{- end -}}

{{- define "library.migrations.hook" -}}
helm.sh/hook: pre-install,pre-upgrade
helm.sh/hook-weight: {{ . | quote }}
# The log of the last run stays.
helm.sh/hook-delete-policy: before-hook-creation
{{- end -}}
