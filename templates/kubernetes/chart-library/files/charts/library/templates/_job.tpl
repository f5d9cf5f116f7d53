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
