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
        {{- $namespaces := .Values.networkPolicy.fromNamespaces }}
        {{- if .Values.serviceMonitor.enabled }}
        {{- $namespaces = append $namespaces .Values.serviceMonitor.namespace | uniq }}
        {{- end }}
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
{{- with .Values.networkPolicy.egress }}
{{ toYaml . }}
{{- end }}
{{- end -}}
