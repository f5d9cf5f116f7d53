// Path, method, handler. A handler gets the request and returns { status, type, body }; what it throws becomes a 500.
export const routes = {
  "/": {
    GET: () => ({ body: { service: process.env.OTEL_SERVICE_NAME } }),
  },
};
