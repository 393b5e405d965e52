using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Linux.Filters;

/// <summary>The names of services as services(5) has them, with the meaning of getservbyname(3): the first line wins.</summary>
public sealed class ServicesFile
{
    private readonly Dictionary<(string Name, Protocol Protocol), ushort> ports = [];
    private readonly Dictionary<(ushort Port, Protocol Protocol), string> names = [];

    private ServicesFile()
    {
    }

    /// <summary>Reads a file; one that cannot be read holds no names.</summary>
    public static ServicesFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ServicesFile();
        }
    }

    /// <summary>Parses lines of <c>NAME PORT/PROTOCOL [ALIAS…] [# …]</c>; what is no such line is skipped.</summary>
    public static ServicesFile Parse(string text)
    {
        ServicesFile file = new();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int comment = line.IndexOf('#');
            file.Add(comment < 0 ? line : line[..comment]);
        }

        return file;
    }

    /// <summary>The port of a service by its name or an alias; null when there is none. Case matters.</summary>
    public ushort? PortOf(string name, Protocol protocol) => ports.TryGetValue((name, protocol), out ushort port) ? port : null;

    /// <summary>The name of a port; null when it has none.</summary>
    public string? NameOf(ushort port, Protocol protocol) => names.GetValueOrDefault((port, protocol));

    private void Add(ReadOnlySpan<char> line)
    {
        string[] fields = line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2 || fields[1].Split('/') is not [var number, "tcp" or "udp"])
        {
            return;
        }

        if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return;
        }

        Protocol protocol = fields[1].EndsWith("tcp", StringComparison.Ordinal) ? Protocol.Tcp : Protocol.Udp;
        ports.TryAdd((fields[0], protocol), port);
        names.TryAdd((port, protocol), fields[0]);
        foreach (string alias in fields.AsSpan(2))
        {
            ports.TryAdd((alias, protocol), port);
        }
    }
}
