{{- define "library.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "library.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end -}}

{{- define "library.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  # No replicas: the autoscaler owns the number.
  revisionHistoryLimit: 3
  minReadySeconds: 10
  progressDeadlineSeconds: 300
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "library.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "library.selector" . | nindent 8 }}
    spec:
      {{- include "library.pod" . | nindent 6 }}
      {{- include "library.spread" . | nindent 6 }}
{{- end -}}

{{- define "library.spread" -}}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "library.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "library.selector" . | nindent 14 }}
{{- end -}}

{{- define "library.pod" -}}
serviceAccountName: {{ .Account | default (include "library.name" .) }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.termination.gracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
containers:
  - {{- include "library.container" . | nindent 4 }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 16Mi
  {{- if .Values.secrets }}
  - name: secrets
    secret:
      secretName: {{ include "library.name" . }}
      defaultMode: 288 # 0440: the group of the pod reads
  {{- end }}
{{- end -}}

{{- define "library.container" -}}
name: {{ include "library.name" . }}
image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
# The digest fixes the content; Always makes the node prove that this pod may pull it.
imagePullPolicy: Always
{{- with .Command }}
command:
  {{- toYaml . | nindent 2 }}
{{- end }}
env:
  {{- with .Values.port }}
  - name: PORT
    value: {{ . | quote }}
  {{- end }}
  - name: OTEL_SERVICE_NAME
    value: {{ include "library.name" . }}
  - name: OTEL_RESOURCE_ATTRIBUTES
    value: {{ printf "deployment.environment.name=%s" .Values.environment | quote }}
  {{- if and .Values.tracing.enabled (not (hasKey .Values.env "OTEL_EXPORTER_OTLP_ENDPOINT")) }}
  - name: OTEL_EXPORTER_OTLP_ENDPOINT
    value: {{ printf "http://collector.%s:4318" .Values.tracing.namespace }}
  {{- end }}
  {{- range $name, $value := .Values.env }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
{{- with include (printf "library.%s.container" .Values.kind) . }}
{{ . }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  privileged: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if .Values.secrets }}
  # Files, not variables: a value that is changed arrives without a restart, and no crash report prints it.
  - name: secrets
    mountPath: /secrets
    readOnly: true
  {{- end }}
{{- end -}}
