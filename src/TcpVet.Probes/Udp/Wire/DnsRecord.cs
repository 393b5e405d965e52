namespace TcpVet.Probes.Udp.Wire;

/// <summary>A question or a resource record.</summary>
/// <param name="Name">The owner's name, printable.</param>
/// <param name="Type">A, NS, PTR… as a number.</param>
/// <param name="Class">IN, CH… as a number; mDNS takes the highest bit for itself.</param>
/// <param name="DataAt">Where the data begin in the message: names inside of them point into it.</param>
/// <param name="Data">The data; empty for a question.</param>
internal sealed record DnsRecord(string Name, ushort Type, ushort Class, int DataAt, byte[] Data);
