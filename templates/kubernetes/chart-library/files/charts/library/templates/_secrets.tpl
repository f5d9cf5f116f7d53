{{/* A store for each namespace, which reads below the name of that namespace and nothing else. */}}
{{- define "library.secretstore" -}}
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  provider:
    aws:
      service: SecretsManager
      region: {{ .Values.secretStore.region | quote }}
      prefix: {{ printf "%s/%s/" .Values.secretStore.path .Release.Namespace | quote }}
{{- end -}}

{{- define "library.externalsecret" -}}
{{- $names := list }}
{{- range .Values.secrets }}
{{- if has .name $names }}
{{- fail (printf "secrets: two of them are called %s" .name) }}
{{- end }}
{{- $names = append $names .name }}
{{- end -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  refreshPolicy: Periodic
  refreshInterval: 1h0m0s
  secretStoreRef:
    kind: SecretStore
    name: {{ include "library.name" . }}
  target:
    name: {{ include "library.name" . }}
    creationPolicy: Owner
    # A store that forgot a secret must not take it from what runs.
    deletionPolicy: Retain
  data:
    {{- range .Values.secrets }}
    - secretKey: {{ .name | quote }}
      remoteRef:
        key: {{ .key | quote }}
        {{- with .property }}
        property: {{ . | quote }}
        {{- end }}
    {{- end }}
{{- end -}}
