{{/* The way in from outside; the Gateway has the address, the certificate and the listener. */}}
{{- define "library.httproute" -}}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  parentRefs:
    - group: gateway.networking.k8s.io
      kind: Gateway
      name: {{ .Values.route.gateway.name }}
      namespace: {{ .Values.route.gateway.namespace }}
      sectionName: https
  hostnames:
    {{- toYaml .Values.route.hostnames | nindent 4 }}
  rules:
    - matches:
        - path: { type: PathPrefix, value: / }
      backendRefs:
        - group: ""
          kind: Service
          name: {{ include "library.name" . }}
          port: 80
          weight: 1
    # Without a backend: figures are for Prometheus, which asks the pods.
    - matches:
        - path: { type: PathPrefix, value: /metrics }
{{- end -}}
