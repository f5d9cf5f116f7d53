{{/* What makes a container one that answers requests: a port, probes, and a pause before it stops. */}}
{{- define "library.http.container" -}}
{{- if lt (int .Values.termination.gracePeriodSeconds) (add (include "library.http.prestop" .) 35 | int) }}
{{- fail "termination.gracePeriodSeconds must be at least preStopSeconds + 35: the pause, then the time a service takes to drain" }}
{{- end -}}
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
      seconds: {{ include "library.http.prestop" . }}
{{- end -}}

{{- define "library.http.prestop" -}}
{{ .Values.termination.preStopSeconds | default 10 }}
{{- end -}}

{{/*
No port and no probe: nobody sends to a worker, so readiness has nobody to tell, and one that hangs ends itself after its own time
limit. A command can ask it all the same, where an image cannot do that.
*/}}
{{- define "library.worker.container" -}}
{{- with .Values.livenessCommand -}}
livenessProbe:
  exec:
    command:
      {{- toYaml . | nindent 6 }}
  initialDelaySeconds: 30
  periodSeconds: 30
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}
{{- end -}}

{{- define "library.cronjob" -}}
apiVersion: batch/v1
kind: CronJob
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  schedule: {{ .Values.job.schedule | quote }}
  timeZone: {{ .Values.job.timeZone | quote }}
  # A run that is not over when the next one is due is left to end; two at a time would do the same work twice.
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: {{ .Values.job.startingDeadlineSeconds }}
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    metadata:
      labels:
        {{- include "library.selector" . | nindent 8 }}
    spec:
      activeDeadlineSeconds: {{ .Values.job.activeDeadlineSeconds }}
      backoffLimit: {{ .Values.job.backoffLimit }}
      {{- include "library.retry" . | nindent 6 }}
      template:
        metadata:
          labels:
            {{- include "library.selector" . | nindent 12 }}
        spec:
          # Each try keeps its pod, and so its log.
          restartPolicy: Never
          {{- include "library.pod" . | nindent 10 }}
{{- end -}}

{{/* A run ends by itself: nothing to probe, no port. */}}
{{- define "library.job.container" -}}
{{- end -}}

{{/* A node that goes is nobody's failure: the pod is made anew, and that is no try. */}}
{{- define "library.retry" -}}
podFailurePolicy:
  rules:
    - action: Ignore
      onPodConditions:
        - type: DisruptionTarget
{{- end -}}
