namespace TcpVet.Rules.Servers.Httpd;

/// <summary>How httpd spreads connections over processes and threads.</summary>
internal enum HttpdMpm
{
    /// <summary>It is compiled in, or only a part of the configuration was read.</summary>
    Unknown,

    /// <summary>A process for each connection.</summary>
    Prefork,

    /// <summary>A thread for each connection.</summary>
    Worker,

    /// <summary>A thread for each request; silent connections have none.</summary>
    Event,
}
