namespace TcpVet.Knowledge;

/// <summary>Errors that proxies report.</summary>
internal static partial class ErrorTexts
{
    internal static ReadOnlySpan<byte> Proxies => """
= no server of the pool is up | no healthy upstream | no live upstreams | 503
: The proxy has no server that it would send the request to.
. All failed their health checks, or failed so many requests that they are set aside for a while; or the list is empty. The lines before it say why each was set aside: look for refused, timed out or reset.
. HAProxy also answers 503 when the request waited too long in its queue (timeout queue, sQ in the log) or could not connect (SC, sC).
! Not the client's fault, and not the proxy's sockets as a rule.
$ tcpvet probe HOST:PORT | from the proxy's host: does the server answer?
$ tcpvet list -p state syn-sent | attempts of the proxy that nobody answers
~ SYN_SENT
# TV209 TV301 TV749 TV752
& ECONNREFUSED, connect timed out, 502 Bad Gateway
% RFC 9110 section 15.6.4
> nginx [nginx src/http/ngx_http_upstream.c]
no live upstreams
> HAProxy [haproxy src/backend.c]
has no server available
> Envoy [envoyproxy/envoy source/common/router/router.cc]
no healthy upstream
> httpd [httpd modules/proxy/mod_proxy_balancer.c]
All workers are in error state
> HTTP [RFC 9110 section 15.6.4]
503 Service Unavailable
503 Service Temporarily Unavailable
> Traefik [traefik pkg/server]
no available server

= upstream connect error
^
: Envoy could not connect to the upstream, or the connection ended before the answer's headers; "reset reason" says which.
. connection timeout: SYNs unanswered. remote or local connection failure, delayed connect error 111: refused. connection termination, remote reset: the server closed or reset, often an idle connection at its limit. overflow: Envoy's own circuit breaker.
! Not the client of Envoy.
$ tcpvet probe HOST:PORT | from Envoy's network namespace (-N): does the upstream answer?
$ tcpvet checkup --trace 10s | who resets
~ SYN_SENT, CLOSE_WAIT
# TV209 TV408
& ECONNREFUSED, ECONNRESET, connect timed out, no server of the pool is up
% envoyproxy/envoy source/common/http/utility.cc resetReasonToString
> Envoy [envoyproxy/envoy source/common/router/router.cc]
upstream connect error or disconnect/reset before headers
reset reason: connection failure
reset reason: remote connection failure
reset reason: local connection failure
upstream_reset_before_response_started

= 502 Bad Gateway | 502
^
: The proxy got no valid answer from the server behind it.
. Three kinds: it could not connect (refused, unreachable), the connection broke before the answer (most often an idle one that the server closed at its limit), or the answer was not HTTP. The proxy's error log has the words: look those up.
! Not a slow server: that is 504. Not an overloaded proxy: that is 503.
$ tcpvet lint FILE | the proxy's and the server's keep-alive limits against each other
$ tcpvet trace --lives --summary --duration 30s | who closes the connections between them
~ CLOSE_WAIT, SYN_SENT
# TV209 TV408 TV701 TV703 TV725 TV751 TV767
& closed before the answer, ECONNREFUSED, 504 Gateway Timeout
% RFC 9110 section 15.6.3
> HTTP [RFC 9110 section 15.6.3]
502 Bad Gateway
502 Proxy Error
> Caddy and Go proxies [golang/go net/http/httputil/reverseproxy.go]
http: proxy error
> nginx [nginx src/http/ngx_http_upstream.c]
upstream sent too big header
> Chinese [what people write]
网关错误

= 504 Gateway Timeout | 504
^
: The proxy waited for the server behind it longer than it is configured to.
. The time that it took is the limit that acted: 60 s is nginx's proxy_read_timeout, HAProxy's is timeout server, Envoy's route has 15 s. Then see what the server did meanwhile: it often still works on the request.
! A longer limit at the proxy does not make the server faster, and keeps more connections.
$ tcpvet listeners | on the server: requests that wait in its accept queue
$ tcpvet list -p state connected | connections of the proxy that wait
~ ESTABLISHED, SYN_SENT
# TV201 TV209 TV705 TV749
& timed out waiting for an answer, 502 Bad Gateway
% RFC 9110 section 15.6.5
> HTTP [RFC 9110 section 15.6.5]
504 Gateway Timeout
504 Gateway Time-out
> Chinese [what people write]
网关超时

= 408 Request Timeout | 408
: The server waited for the client's request longer than it is configured to.
. The client opened a connection and sent nothing, or too slowly. Browsers open connections in advance: a few are normal. Many, from few addresses, are slowloris; a limit of less than a second hits honest clients.
! Not a slow server.
$ tcpvet list -p idle '>' 10s and recvq = 0 | connections on which nothing comes
$ tcpvet lint FILE | time limits that are too short
~ ESTABLISHED
# TV701 TV730 TV749 TV770
& slowloris, connectionTimeout
% RFC 9110 section 15.5.9
> HTTP [RFC 9110 section 15.5.9]
408 Request Timeout
408 Request Time-out
> nginx [nginx src/http/ngx_http_request.c]
client timed out
> hyper [hyperium/hyper src/error.rs]
read header from client timeout
"""u8;
}
