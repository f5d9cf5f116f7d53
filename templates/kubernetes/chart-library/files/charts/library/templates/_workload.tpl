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
{{- end -}}

{{- define "library.pod" -}}
serviceAccountName: {{ include "library.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.termination }}
{{- if lt (int .gracePeriodSeconds) (add .preStopSeconds 35 | int) }}
{{- fail "termination.gracePeriodSeconds must be at least preStopSeconds + 35: the pause, then the time a service takes to drain" }}
{{- end }}
{{- end }}
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
containers:
  - {{- include "library.container" . | nindent 4 }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 16Mi
{{- end -}}

{{- define "library.container" -}}
name: {{ include "library.name" . }}
image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
# The digest fixes the content; Always makes the node prove that this pod may pull it.
imagePullPolicy: Always
env:
  - name: PORT
    value: {{ .Values.port | quote }}
  - name: OTEL_SERVICE_NAME
    value: {{ include "library.name" . }}
  - name: OTEL_RESOURCE_ATTRIBUTES
    value: {{ printf "deployment.environment.name=%s" .Values.environment | quote }}
  {{- range $name, $value := .Values.env }}
  - name: {{ $name }}
    value: {{ $value | quote }}
  {{- end }}
ports:
  - name: http
    containerPort: {{ .Values.port }}
    protocol: TCP
startupProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 30
readinessProbe:
  httpGet: { path: /readyz, port: http }
  periodSeconds: 5
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet: { path: /healthz, port: http }
  periodSeconds: 10
  timeoutSeconds: 2
  failureThreshold: 3
lifecycle:
  preStop:
    # Still serving while load balancers and proxies learn that this pod is leaving.
    sleep:
      seconds: {{ .Values.termination.preStopSeconds }}
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
{{- end -}}
