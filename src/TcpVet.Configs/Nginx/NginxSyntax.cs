namespace TcpVet.Configs.Nginx;

/// <summary>
/// How many arguments the directives take that concern connections, and which open a block. A forgotten <c>;</c> makes one directive of
/// two, and only these numbers show it. Directives that are missing here are not checked.
/// </summary>
internal static class NginxSyntax
{
    private const int Many = int.MaxValue;
    private const string Server = "server";

    // Contents of these blocks are entries of tables, not directives: src/http/modules/ngx_http_map_module.c and its kin have readers of
    // their own.
    private static readonly HashSet<string> Tables =
        new(["types", "map", "geo", "split_clients", "charset_map", "match"], StringComparer.Ordinal);

    // ngx_command_t of the modules: NGX_CONF_TAKE1 and so on.
    private static readonly Dictionary<string, Form> Known = new Dictionary<string, Form>(StringComparer.Ordinal)
    {
        ["events"] = new(0, 0, true), ["http"] = new(0, 0, true), ["stream"] = new(0, 0, true), ["upstream"] = new(1, 1, true),
        ["location"] = new(1, 2, true), ["if"] = new(1, Many, true), ["map"] = new(2, 2, true), ["geo"] = new(1, 2, true),
        ["types"] = new(0, 0, true),
        ["limit_except"] = new(1, Many, true), ["split_clients"] = new(2, 2, true),
        ["user"] = new(1, 2), ["pid"] = new(1, 1), ["daemon"] = new(1, 1), ["include"] = new(1, 1),
        ["worker_processes"] = new(1, 1), ["worker_rlimit_nofile"] = new(1, 1), ["worker_shutdown_timeout"] = new(1, 1),
        ["worker_connections"] = new(1, 1), ["multi_accept"] = new(1, 1), ["use"] = new(1, 1), ["accept_mutex"] = new(1, 1),
        ["listen"] = new(1, Many), ["server_name"] = new(1, Many), ["root"] = new(1, 1), ["default_type"] = new(1, 1),
        ["keepalive_timeout"] = new(1, 2), ["keepalive_requests"] = new(1, 1), ["keepalive_time"] = new(1, 1),
        ["keepalive_disable"] = new(1, Many),
        ["client_header_timeout"] = new(1, 1), ["client_body_timeout"] = new(1, 1), ["send_timeout"] = new(1, 1),
        ["lingering_close"] = new(1, 1), ["lingering_time"] = new(1, 1), ["lingering_timeout"] = new(1, 1),
        ["reset_timedout_connection"] = new(1, 1),
        ["sendfile"] = new(1, 1), ["tcp_nopush"] = new(1, 1), ["tcp_nodelay"] = new(1, 1),
        ["proxy_pass"] = new(1, 1), ["proxy_http_version"] = new(1, 1), ["proxy_set_header"] = new(2, 2), ["proxy_bind"] = new(1, 2),
        ["proxy_connect_timeout"] = new(1, 1), ["proxy_read_timeout"] = new(1, 1), ["proxy_send_timeout"] = new(1, 1),
        ["proxy_timeout"] = new(1, 1),
        ["proxy_socket_keepalive"] = new(1, 1), ["proxy_ignore_client_abort"] = new(1, 1), ["proxy_buffering"] = new(1, 1),
        ["fastcgi_pass"] = new(1, 1), ["fastcgi_keep_conn"] = new(1, 1), ["uwsgi_pass"] = new(1, 1), ["scgi_pass"] = new(1, 1),
        ["grpc_pass"] = new(1, 1), ["memcached_pass"] = new(1, 1),
    };

    /// <summary>True for a block that holds the entries of a table.</summary>
    public static bool IsTable(string name) => Tables.Contains(name);

    /// <summary>True for a directive that opens a block.</summary>
    public static bool IsBlock(string name) => name == Server || (Known.TryGetValue(name, out Form form) && form.Block);

    /// <summary>What nginx says about a directive of this form; null when it takes it, or when it is not known here.</summary>
    /// <param name="name">The directive.</param>
    /// <param name="arguments">Its words.</param>
    /// <param name="opensBlock">Whether it ends in a brace.</param>
    /// <param name="around">The block that it stands in; null at the top of the first file, which may be a part of any block.</param>
    public static string? Complaint(string name, IReadOnlyList<string> arguments, bool opensBlock, string? around)
    {
        // nginx takes a byte order mark for a part of the first word.
        if (name.StartsWith('\uFEFF'))
        {
            return $"unknown directive \"{name}\"";
        }

        if (name == Server)
        {
            return OfServer(arguments, opensBlock, around);
        }

        if (!Known.TryGetValue(name, out Form form))
        {
            return opensBlock && NginxDirectives.IsSimple(name) ? NotTerminated(name)
                : around is not null && IsBlock(around) && !name.All(IsOfName) ? $"unknown directive \"{name}\"" : null;
        }

        if (form.Block != opensBlock)
        {
            return opensBlock ? NotTerminated(name) : NoOpening(name);
        }

        if (arguments.Count < form.Least || arguments.Count > form.Most)
        {
            return WrongNumber(name);
        }

        if (name == "if" && Condition(arguments) is { } wrong)
        {
            return $"invalid condition \"{wrong}\"";
        }

        if (IsDuration(name) && !arguments.All(IsTime))
        {
            return $"\"{name}\" directive invalid value";
        }

        // Of "listen 80" without its ";" the next directive becomes a parameter, and no parameter has the name of one.
        return name == "listen" && arguments.Skip(1).FirstOrDefault(Known.ContainsKey) is { } swallowed
            ? $"invalid parameter \"{swallowed}\"" : null;
    }

    // A name for two: the block of a virtual server, and a line of an upstream.
    private static string? OfServer(IReadOnlyList<string> arguments, bool opensBlock, string? around) =>
        opensBlock ? arguments.Count > 0 ? WrongNumber(Server) : null
        : around is null or "upstream" ? null : NoOpening(Server);

    // ngx_http_rewrite_if_condition of src/http/modules/ngx_http_rewrite_module.c: brackets around all of it.
    private static string? Condition(IReadOnlyList<string> arguments) =>
        !arguments[0].StartsWith('(') ? arguments[0] : !arguments[^1].EndsWith(')') ? arguments[^1] : null;

    // What no module names a directive: behind a brace of "^/x{2}" stands "2}".
    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static bool IsDuration(string name) =>
        name.EndsWith("_timeout", StringComparison.Ordinal) || name is "keepalive_time" or "lingering_time";

    // ngx_parse_time of src/core/ngx_parse.c: numbers with units, larger units first; what holds a variable is decided later.
    private static bool IsTime(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == digits)
            {
                return text.Contains('$');
            }

            at += text.AsSpan(at).StartsWith("ms", StringComparison.Ordinal) ? 2 : at < text.Length && "yMwdhms".Contains(text[at]) ? 1 : 0;
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }
        }

        return text.Length > 0;
    }

    private static string NotTerminated(string name) => $"directive \"{name}\" is not terminated by \";\"";

    private static string NoOpening(string name) => $"directive \"{name}\" has no opening \"{{\"";

    private static string WrongNumber(string name) => $"invalid number of arguments in \"{name}\" directive";

    private readonly record struct Form(int Least, int Most, bool Block = false);
}
