using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Nginx;

/// <summary>What of an nginx.conf a capture may hold.</summary>
internal static class NeededOfNginx
{
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "events", "http", "stream", "mail", "server", "upstream", "location", "limit_except",
    };

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "worker_processes", "worker_connections", "worker_rlimit_nofile", "worker_shutdown_timeout", "multi_accept", "accept_mutex",
        "listen", "http2", "reset_timedout_connection",
        "keepalive", "keepalive_timeout", "keepalive_requests", "keepalive_time", "keepalive_disable", "keepalive_min_timeout",
        "send_timeout", "client_header_timeout", "client_body_timeout",
        "lingering_close", "lingering_time", "lingering_timeout", "tcp_nodelay", "so_keepalive", "zone", "least_conn", "ip_hash", "hash",
        "random", "max_conns", "timeout",
        "proxy_http_version", "proxy_connect_timeout", "proxy_read_timeout", "proxy_send_timeout", "proxy_timeout",
        "proxy_socket_keepalive", "proxy_ignore_client_abort", "proxy_bind",
        "proxy_next_upstream_timeout", "proxy_buffering", "proxy_protocol", "fastcgi_keep_conn", "fastcgi_connect_timeout",
        "fastcgi_read_timeout", "fastcgi_send_timeout", "fastcgi_socket_keepalive",
        "uwsgi_connect_timeout", "uwsgi_read_timeout", "uwsgi_send_timeout", "uwsgi_socket_keepalive", "scgi_connect_timeout",
        "scgi_read_timeout", "scgi_send_timeout", "scgi_socket_keepalive",
        "grpc_connect_timeout", "grpc_read_timeout", "grpc_send_timeout", "grpc_socket_keepalive", "memcached_connect_timeout",
        "memcached_read_timeout", "memcached_send_timeout",
        // Of older versions: that they are there is the mistake.
        "ssl", "limit_zone", "spdy_headers_comp", "spdy_chunk_size", "spdy_recv_timeout", "spdy_keepalive_timeout", "connections",
        "optimize_server_names", "satisfy_any", "open_file_cache_retest", "http2_recv_timeout", "http2_idle_timeout", "http2_max_requests",
        "http2_max_field_size", "http2_max_header_size", "http2_push", "http2_push_preload", "http2_max_concurrent_pushes",
    };

    private static readonly HashSet<string> Addresses = new(StringComparer.Ordinal)
    {
        "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass",
    };

    public static ConfigDirective? Keep(ConfigDirective directive) => directive switch
    {
        { Children.Count: > 0, Name: "map", Argument: "$http_upgrade" } =>
            directive with { Children = [.. directive.Children.Select(child => child with { Name = MapKey(child.Name) })] },
        // Conditions compare with cookies and headers.
        { Children.Count: > 0, Name: "if" } => directive with { Arguments = [] },
        { Children.Count: > 0 } => Blocks.Contains(directive.Name) ? directive : null,
        _ when Blocks.Contains(directive.Name) || Whole.Contains(directive.Name) || directive.Name is "" or "default" => directive,
        _ when Addresses.Contains(directive.Name) =>
            directive with { Arguments = [.. directive.Arguments.Select(BackendAddress.WithoutUser)] },
        // One header anywhere takes away those of the levels above: that it is there counts, its value only for the connection.
        { Name: "proxy_set_header" or "grpc_set_header" } =>
            IsOfConnection(directive.Argument) ? directive : directive with { Arguments = [.. directive.Arguments.Take(1)] },
        _ => null,
    };

    private static string MapKey(string key) => key.Length == 0 ? key : "default";

    private static bool IsOfConnection(string header) =>
        header.Equals("Connection", StringComparison.OrdinalIgnoreCase) || header.Equals("Upgrade", StringComparison.OrdinalIgnoreCase);
}
