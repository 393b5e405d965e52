using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>Ports at which databases and brokers listen: their clients keep connections in pools, idle for minutes.</summary>
internal static class DatabasePort
{
    /// <summary>What listens at a port by default (IANA's registry, and each product's documentation); null for any other port.</summary>
    public static string? Product(InetEndpoint? at) => at?.Port switch
    {
        3306 or 6033 => "MySQL",
        5432 or 6432 => "PostgreSQL",
        6379 => "Redis",
        27017 => "MongoDB",
        1433 => "SQL Server",
        1521 => "Oracle",
        5672 => "RabbitMQ",
        _ => null,
    };

    /// <summary>The same of a server as a proxy names it, <c>db1.example:5432</c>: a name is as good as an address, the port
    /// counts.</summary>
    public static string? OfServer(string? server) => server is not null && server.LastIndexOf(':') is > 0 and int colon
        && ushort.TryParse(server.AsSpan(colon + 1), out ushort port) ? Product(new InetEndpoint(InetAddress.AnyIPv6, port)) : null;
}
