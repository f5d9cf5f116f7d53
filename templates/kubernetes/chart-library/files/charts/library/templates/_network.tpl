{{- define "library.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "library.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
{{- end -}}

{{/* The namespace belongs to the service, so what nobody allowed is denied in all of it. */}}
{{- define "library.defaultdeny" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "library.name" . }}-default-deny
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "library.labels" . | nindent 4 }}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
{{- end -}}

{{- define "library.networkpolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "library.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "library.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- if eq .Values.kind "http" }}
  ingress:
    - from:
        - podSelector: {}
        {{- /* Whoever reads the figures also asks from outside, whether there are figures or not. */}}
        {{- $namespaces := append .Values.networkPolicy.fromNamespaces .Values.serviceMonitor.namespace | uniq }}
        {{- with .Values.route }}
        {{- $namespaces = append $namespaces .gateway.namespace | uniq }}
        {{- end }}
        {{- range $namespaces }}
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {{ . }}
        {{- end }}
      ports:
        - port: http
          protocol: TCP
  {{- end }}
  egress:
    {{- include "library.egress" . | nindent 4 }}
{{- end -}}

{{- define "library.egress" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- if .Values.tracing.enabled }}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: {{ .Values.tracing.namespace }}
      podSelector:
        matchLabels:
          app.kubernetes.io/name: collector
  ports:
    - port: 4318
      protocol: TCP
{{- end }}
{{- with .Values.networkPolicy.egress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

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
      filters:
        - type: ResponseHeaderModifier
          responseHeaderModifier:
            set:
              # Browsers come back with TLS, for a year.
              - name: Strict-Transport-Security
                value: max-age=31536000
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
