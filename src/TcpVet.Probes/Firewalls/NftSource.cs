using System.Buffers.Binary;
using System.Text;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using static TcpVet.Linux.Interop.NftConstants;

namespace TcpVet.Probes.Firewalls;

/// <summary>Reads nftables over netlink (NETLINK_NETFILTER), and changes nothing.</summary>
public static class NftSource
{
    // A host with more rules than this is not explained rule by rule.
    private const int MostRules = 20_000;
    private const int MostSets = 64;
    private const int MostElements = 20_000;

    /// <summary>The nftables of the calling thread's namespace.</summary>
    /// <exception cref="KernelException">EPERM without CAP_NET_ADMIN; EPROTONOSUPPORT where the kernel has no netfilter
    /// netlink.</exception>
    public static NftTables Read()
    {
        using NetlinkSocket socket = NetlinkSocket.OpenNetfilter();
        List<NftChain> chains = [];
        List<NftRule> rules = [];
        Dictionary<(byte, string, string), IReadOnlyList<NftElement>> sets = [];
        Dump(socket, NFT_MSG_GETCHAIN, NFT_MSG_NEWCHAIN, 0, [], (family, payload) =>
            chains.Add(NftTables.Chain(family, payload)));
        if (chains.Count > 0)
        {
            Dump(socket, NFT_MSG_GETRULE, NFT_MSG_NEWRULE, 0, [], (family, payload) =>
            {
                if (rules.Count < MostRules)
                {
                    rules.Add(NftTables.Rule(family, payload));
                }
            });
        }

        foreach ((byte family, string table, string name) in Looked(rules).Take(MostSets))
        {
            List<NftElement> elements = [];
            byte[] attributes = [.. Text(NFTA_SET_ELEM_LIST_TABLE, table), .. Text(NFTA_SET_ELEM_LIST_SET, name)];
            if (TryDump(socket, family, attributes, elements) && elements.Count < MostElements)
            {
                sets[(family, table, name)] = elements;
            }
        }

        return new NftTables(chains, rules, sets);
    }

    private delegate void MessageReader(byte family, ReadOnlySpan<byte> payload);

    private static IEnumerable<(byte Family, string Table, string Name)> Looked(List<NftRule> rules) => rules
        .SelectMany(rule =>
            rule.Expressions.Where(expression => expression.Name == "lookup").Select(expression => (
                rule.Family, rule.Table, new NetlinkAttributes(expression.Data).Text(NFTA_LOOKUP_SET))))
        .Distinct();

    // A set that has gone meanwhile, or of a kind that is not dumped, stays unknown.
    private static bool TryDump(NetlinkSocket socket, byte family, byte[] attributes, List<NftElement> elements)
    {
        try
        {
            Dump(socket, NFT_MSG_GETSETELEM, NFT_MSG_NEWSETELEM, family, attributes, (_, payload) =>
            {
                if (elements.Count < MostElements)
                {
                    NftTables.Elements(payload, elements);
                }
            });
            return true;
        }
        catch (KernelException exception) when (exception.Errno is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.EINVAL)
        {
            return false;
        }
    }

    // struct nfgenmsg: family, version 0, resource id 0.
    private static void Dump(NetlinkSocket socket, int request, int answer, byte family, byte[] attributes, MessageReader read) =>
        socket.Dump("nftables", OfNftables(request), [family, 0, 0, 0, .. attributes], OfNftables(answer), shortest: 4, payload =>
            read(payload[0], payload[4..]));

    private static int OfNftables(int type) => (NFNL_SUBSYS_NFTABLES << 8) | type;

    private static byte[] Text(int type, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] attribute = new byte[(4 + utf8.Length + 1 + 3) & ~3];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, (ushort)(4 + utf8.Length + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(attribute.AsSpan(2), (ushort)type);
        utf8.CopyTo(attribute, 4);
        return attribute;
    }
}
