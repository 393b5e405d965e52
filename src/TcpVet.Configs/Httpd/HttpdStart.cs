namespace TcpVet.Configs.Httpd;

/// <summary>How an httpd is started, as far as its configuration depends on it.</summary>
public sealed record HttpdStart
{
    /// <summary>Nothing is known of it.</summary>
    public static HttpdStart Unknown { get; } = new();

    /// <summary>
    /// <c>-d</c>, else the one that was compiled in (<c>HTTPD_ROOT</c>); null when unknown, then the folder of the configuration is
    /// taken. A ServerRoot in the configuration wins.
    /// </summary>
    public string? ServerRoot { get; init; }

    /// <summary>The version, <c>2.4.62</c>; null when unknown, then <c>&lt;IfVersion&gt;</c> is judged for 2.4.</summary>
    public string? Version { get; init; }

    /// <summary>The names of <c>-D</c>.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];
}
