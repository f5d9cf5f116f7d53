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
