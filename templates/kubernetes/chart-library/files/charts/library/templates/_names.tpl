{{/* The release is named like its service, at most 32 characters, so nothing needs to be cut. */}}
{{- define "library.name" -}}
{{- .Release.Name -}}
{{- end -}}

{{/* Immutable once a Deployment exists: these two and no others. */}}
{{- define "library.selector" -}}
app.kubernetes.io/name: {{ include "library.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "library.labels" -}}
{{- include "library.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "library.metadata" -}}
name: {{ include "library.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "library.labels" . | nindent 2 }}
{{- end -}}
