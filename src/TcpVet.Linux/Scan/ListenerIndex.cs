using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Scan;

/// <summary>
/// Finds the listener that a connection belongs to: same family and port, the exact address before the wildcard
/// (net/ipv4/inet_hashtables.c <c>compute_score</c>). A child socket has its listener's family, v4-mapped ones included.
/// Listeners that share address, port and interface (SO_REUSEPORT) are one service.
/// </summary>
public sealed class ListenerIndex : ISocketVisitor
{
    private readonly int[] firstByPort = new int[65536];
    private readonly List<Service> services = [];

    /// <summary>The services, in the order in which their first listener was seen.</summary>
    public IReadOnlyList<Service> Services => services;

    /// <inheritdoc/>
    public bool Visit(in SocketView socket)
    {
        if (socket.State != TcpState.Listen)
        {
            return true;
        }

        InetEndpoint local = socket.Local;
        int known = Exact(local, socket.Interface);
        if (known >= 0)
        {
            services[known] = services[known] with { Listeners = services[known].Listeners + 1 };
            return true;
        }

        services.Add(new Service(local, socket.Interface, 1, Next: firstByPort[local.Port]));
        firstByPort[local.Port] = services.Count;
        return true;
    }

    /// <summary>The index in <see cref="Services"/> of the service that a connection came in through; −1 when it did not come in.</summary>
    public int Find(in SocketView socket)
    {
        int next = firstByPort[socket.LocalPort];
        return next == 0 ? -1 : Best(next, socket.LocalAddress, socket.Interface);
    }

    /// <summary>The index of the service of exactly this address, port and interface; −1 when there is none.</summary>
    public int Exact(InetEndpoint local, uint boundInterface)
    {
        for (int next = firstByPort[local.Port]; next != 0; next = services[next - 1].Next)
        {
            Service service = services[next - 1];
            if (service.Local == local && service.Interface == boundInterface)
            {
                return next - 1;
            }
        }

        return -1;
    }

    private int Best(int next, InetAddress address, uint boundInterface)
    {
        int best = -1;
        int bestScore = 0;
        for (; next != 0; next = services[next - 1].Next)
        {
            Service service = services[next - 1];
            if (service.Local.Addr.Family != address.Family || (service.Interface != 0 && service.Interface != boundInterface))
            {
                continue;
            }

            bool exact = service.Local.Addr == address;
            if (!exact && !service.Local.Addr.IsAny)
            {
                continue;
            }

            int score = 1 + (exact ? 2 : 0) + (service.Interface != 0 ? 1 : 0);
            if (score > bestScore)
            {
                best = next - 1;
                bestScore = score;
            }
        }

        return best;
    }

    /// <summary>One listening address and port.</summary>
    /// <param name="Local">What it is bound to.</param>
    /// <param name="Interface">The interface that it is bound to, by index; 0 for none.</param>
    /// <param name="Listeners">How many sockets share it.</param>
    /// <param name="Next">One more than the index of the next service on the same port; 0 for the end.</param>
    public readonly record struct Service(InetEndpoint Local, uint Interface, int Listeners, int Next);
}
