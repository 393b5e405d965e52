namespace TcpVet.Configs.Nginx;

/// <summary>
/// Files that the packages of nginx and certbot ship and that configurations include everywhere. Nothing in them is about connections, so
/// that a copy of a configuration without them is whole.
/// </summary>
internal static class NginxShipped
{
    // conf/ of the source; Debian's nginx-common; modules-enabled and modules hold load_module alone; certbot-nginx's options.
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "koi-utf", "koi-win", "win-utf", "fastcgi-php.conf",
        "options-ssl-nginx.conf",
    };

    /// <summary>Whether an include names one of them.</summary>
    public static bool Has(string pattern) => Names.Contains(pattern[(pattern.LastIndexOf('/') + 1)..])
        || pattern.EndsWith("/modules/*.conf", StringComparison.Ordinal) || pattern.EndsWith("modules-enabled/*.conf", StringComparison.Ordinal);
}
