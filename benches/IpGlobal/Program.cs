using System.Net.NetworkInformation;

// What a .NET program does without tcpvet: the framework reads /proc/net/tcp and tcp6 whole into an array of objects.
IPGlobalProperties properties = IPGlobalProperties.GetIPGlobalProperties();
var byState = properties.GetActiveTcpConnections().CountBy(connection => connection.State).ToDictionary();
byState[TcpState.Listen] = byState.GetValueOrDefault(TcpState.Listen) + properties.GetActiveTcpListeners().Length;

foreach ((TcpState state, int count) in byState.OrderByDescending(row => row.Value))
    Console.WriteLine($"{state} {count}");
