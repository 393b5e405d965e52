using TcpVet.Model;

namespace TcpVet.Operations.Redaction;

/// <summary>
/// Stand-ins of addresses. An address stays in its class (loopback, private, link-local, public, …) and two of a class share as many
/// leading bits as before. Which network is which number follows from the order in which they were met, and from nothing else: no key is
/// kept, and none is needed.
/// </summary>
internal sealed class StandInAddresses
{
    // Numbers that are tried for a class until no stand-in is an address of the capture.
    private const int MostTries = 4096;

    // What has the same meaning on every host says nothing of one: resolvers of systemd and Docker, the clouds' metadata service.
    private static readonly InetAddress[] Everybodys =
    [
        InetAddress.AnyIPv4, InetAddress.AnyIPv6, InetAddress.Parse("::1"), InetAddress.Parse("127.0.0.1"), InetAddress.Parse("127.0.0.53"),
        InetAddress.Parse("127.0.0.11"), InetAddress.Parse("255.255.255.255"), InetAddress.Parse("169.254.169.254"),
        InetAddress.Parse("239.255.255.250"), InetAddress.Parse("ff02::1"), InetAddress.Parse("ff02::2"), InetAddress.Parse("ff02::fb"),
    ];

    // The narrower first.
    private static readonly AddressClass[] Classes =
    [
        Of("127.0.0.0", 8), Of("10.0.0.0", 8), Of("172.16.0.0", 12), Of("192.168.0.0", 16), Of("169.254.0.0", 16), Of("100.64.0.0", 10),
        Of("224.0.0.0", 4), Of("240.0.0.0", 4), Of("0.0.0.0", 8),
        Of("fe80::", 64), Of("fe80::", 10), Of("fec0::", 10), Of("fe00::", 9), Of("fd00::", 8), Of("fc00::", 7), Of("2000::", 3), Of("::", 3),
        Of("4000::", 2), Of("8000::", 1),
    ];

    private readonly Dictionary<InetAddress, int> met = [];
    private readonly HashSet<InetAddress> given = [];
    private InetAddress[]? standIns;

    /// <summary>The stand-in; before <see cref="Seal"/> the address itself, which is remembered.</summary>
    public InetAddress this[InetAddress address]
    {
        get
        {
            if (address.IsIPv4Mapped)
            {
                return this[address.Unmapped].ToIPv6();
            }

            if (Array.IndexOf(Everybodys, address) >= 0)
            {
                return address;
            }

            if (standIns is null)
            {
                met.TryAdd(address, met.Count);
                return address;
            }

            return standIns[met[address]];
        }
    }

    /// <summary>Ends the meeting and makes the stand-ins.</summary>
    public void Seal()
    {
        InetAddress[] sorted = [.. met.Keys];
        Array.Sort(sorted);
        standIns = new InetAddress[sorted.Length];
        Dictionary<AddressClass, List<InetAddress>> members = [];
        foreach (InetAddress address in sorted)
        {
            AddressClass place = ClassOf(address);
            if (!members.TryGetValue(place, out List<InetAddress>? list))
            {
                members.Add(place, list = []);
            }

            list.Add(address);
        }

        List<AddressClass> publicNetworks = [.. members.Keys.Where(place => place.IsPublicIPv4)];
        foreach ((AddressClass place, List<InetAddress> list) in members)
        {
            if (!place.IsPublicIPv4)
            {
                Settle([.. list], place);
            }
        }

        // The first number of a public address has to stay one of a public address: the network met first has the first such number.
        HashSet<int> taken = [.. publicNetworks.Select(place => place.Number)];
        int[] free = [.. Sequence.Range(1, 254).OrderBy(number => (IsSplit(number) ? 2 : 0) + (taken.Contains(number) ? 1 : 0))];
        foreach ((int i, AddressClass place) in publicNetworks.OrderBy(place => members[place].Min(address => met[address])).Index())
        {
            Settle([.. members[place]], new AddressClass(new InetAddress(AddressFamily.IPv4, (UInt128)(uint)free[i] << 24), 8));
        }
    }

    // A part of these is no public unicast.
    private static bool IsSplit(int number) => number is 10 or 100 or 127 or 169 or 172 or 192 or 198 or 203 or >= 224;

    private void Settle(InetAddress[] sorted, AddressClass place)
    {
        int width = place.Network.Family == AddressFamily.IPv4 ? 32 : 128;
        UInt128[] bits = new UInt128[sorted.Length];
        Number(sorted, bits, 0, sorted.Length, place.Prefix, width);
        UInt128 moved = 0;
        InetAddress At(int i) => new(place.Network.Family, place.Network.Bits | (bits[i] ^ moved));
        bool IsTaken()
        {
            for (int i = 0; i < sorted.Length; i++)
            {
                if (met.ContainsKey(At(i)) || given.Contains(At(i)) || Array.IndexOf(Everybodys, At(i)) >= 0)
                {
                    return true;
                }
            }

            return false;
        }

        // The same change to all keeps what they have in common. An address that stands for itself by chance could not be told from a leak.
        for (uint attempt = 1; attempt < MostTries && IsTaken(); attempt++)
        {
            moved = Spread(attempt, width - place.Prefix);
        }

        for (int i = 0; i < sorted.Length; i++)
        {
            standIns![met[sorted[i]]] = At(i);
            given.Add(At(i));
        }
    }

    // The bits of a number from the second highest free bit on downwards: other networks are tried before other hosts.
    private static UInt128 Spread(uint number, int free)
    {
        UInt128 spread = 0;
        for (int bit = free - 2; bit >= 0 && number != 0; bit--, number >>= 1)
        {
            spread |= (UInt128)(number & 1) << bit;
        }

        return spread;
    }

    // Where a network has two halves, the one that was met first has the bit 0.
    private void Number(InetAddress[] sorted, UInt128[] bits, int from, int to, int depth, int width)
    {
        if (depth >= width)
        {
            return;
        }

        UInt128 bit = UInt128.One << (width - 1 - depth);
        int half = from;
        while (half < to && (sorted[half].Bits & bit) == 0)
        {
            half++;
        }

        // The last bit of a host alone is 1: 10.0.0.1 looks like an address, 10.0.0.0 like a network.
        bool isAlone = half == from || half == to;
        bool isLowerFirst = isAlone ? (half == to) != (depth == width - 1) : First(sorted, from, half) < First(sorted, half, to);
        for (int i = from; i < to; i++)
        {
            bits[i] |= (i < half) == isLowerFirst ? 0 : bit;
        }

        if (half > from)
        {
            Number(sorted, bits, from, half, depth + 1, width);
        }

        if (half < to)
        {
            Number(sorted, bits, half, to, depth + 1, width);
        }
    }

    private int First(InetAddress[] sorted, int from, int to)
    {
        int first = int.MaxValue;
        for (int i = from; i < to; i++)
        {
            first = Math.Min(first, met[sorted[i]]);
        }

        return first;
    }

    private static AddressClass Of(string network, int prefix) => new(InetAddress.Parse(network), prefix);

    private static AddressClass ClassOf(InetAddress address)
    {
        // The scope and the flags of an IPv6 group are in its first two bytes.
        if (address is { Family: AddressFamily.IPv6, IsMulticast: true })
        {
            return new AddressClass(new InetAddress(AddressFamily.IPv6, address.Bits >> 112 << 112), 16);
        }

        return Array.Find(Classes, one => address.IsIn(one.Network, one.Prefix))
            ?? new AddressClass(new InetAddress(AddressFamily.IPv4, address.Bits >> 24 << 24), 8, IsPublicIPv4: true);
    }

    private sealed record AddressClass(InetAddress Network, int Prefix, bool IsPublicIPv4 = false)
    {
        public int Number => (int)(Network.Bits >> 24);
    }
}
