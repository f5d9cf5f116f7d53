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
