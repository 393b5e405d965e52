using System.Net;
using System.Net.Sockets;
using TcpVet.Model;
using AddressFamily = TcpVet.Model.AddressFamily;

namespace TcpVet.Operations.Probe;

/// <summary>What a name stands for.</summary>
/// <param name="Addresses">Its addresses; none when it cannot be resolved.</param>
/// <param name="Why">Why there is none; null when there is one.</param>
internal sealed record NamedAddress(IReadOnlyList<InetAddress> Addresses, string? Why);

/// <summary>Looks names up (getaddrinfo(3)), all at once and no longer than a time: a dead name server must not hold the other
/// targets.</summary>
internal static class NamedAddresses
{
    /// <summary>Looks up every name.</summary>
    public static Dictionary<string, NamedAddress> Find(IEnumerable<string> names, TimeSpan patience, CancellationToken cancellation)
    {
        Dictionary<string, Task<NamedAddress>> running = [];
        foreach (string name in names)
        {
            running.TryAdd(name, Find(name, patience, cancellation));
        }

        return running.ToDictionary(pair => pair.Key, pair => pair.Value.GetAwaiter().GetResult());
    }

    private static async Task<NamedAddress> Find(string name, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // getaddrinfo cannot be stopped: it is left behind.
            IPAddress[] found = await Dns.GetHostAddressesAsync(name, cancellation).WaitAsync(patience, cancellation).ConfigureAwait(false);
            List<InetAddress> addresses = [.. found.Select(Convert).Distinct()];
            return new NamedAddress(addresses, addresses.Count > 0 ? null : $"the name '{name}' has no address");
        }
        catch (SocketException exception)
        {
            string why = exception.SocketErrorCode switch
            {
                SocketError.HostNotFound => "no such name",
                SocketError.NoData => "it has no address",
                SocketError.TryAgain => "the name servers do not answer",
                _ => exception.Message,
            };
            return new NamedAddress([], $"the name '{name}' does not resolve: {why}");
        }
        catch (TimeoutException)
        {
            return new NamedAddress([], $"the name '{name}' does not resolve: no answer within the timeout");
        }
        catch (ArgumentException exception)
        {
            return new NamedAddress([], $"the name '{name}' does not resolve: {exception.Message}");
        }
    }

    private static InetAddress Convert(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return InetAddress.Read(length == 4 ? AddressFamily.IPv4 : AddressFamily.IPv6, bytes).Unmapped;
    }
}
