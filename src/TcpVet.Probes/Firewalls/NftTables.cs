using System.Buffers.Binary;
using TcpVet.Linux.Netlink;
using static TcpVet.Linux.Interop.NftConstants;

namespace TcpVet.Probes.Firewalls;

/// <summary>A chain of nftables.</summary>
/// <param name="Family">NFPROTO_INET, _IPV4, _IPV6 or another.</param>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Hook">The hook that it hangs on; null for a chain that is only jumped to.</param>
/// <param name="Priority">Its place among the chains of the hook, the lowest first.</param>
/// <param name="PolicyDrops">Whether a packet that no rule decides is dropped.</param>
/// <param name="Type"><c>filter</c>, <c>nat</c>, <c>route</c>.</param>
public sealed record NftChain(byte Family, string Table, string Name, uint? Hook, int Priority, bool PolicyDrops, string Type);

/// <summary>One expression of a rule.</summary>
/// <param name="Name"><c>cmp</c>, <c>payload</c>, …</param>
/// <param name="Data">Its attributes.</param>
public sealed record NftExpression(string Name, byte[] Data);

/// <summary>A rule of nftables.</summary>
/// <param name="Family">The family of its table.</param>
/// <param name="Table">Its table.</param>
/// <param name="Chain">Its chain.</param>
/// <param name="Handle">The number by which <c>nft -a</c> shows it.</param>
/// <param name="Expressions">What it does, in order.</param>
public sealed record NftRule(byte Family, string Table, string Chain, ulong Handle, IReadOnlyList<NftExpression> Expressions);

/// <summary>An element of a set.</summary>
/// <param name="Key">Its key.</param>
/// <param name="EndsInterval">Whether it is the first key behind an interval.</param>
/// <param name="Whole">False when it has a second key: an interval of a concatenation, which is not compared here.</param>
public sealed record NftElement(byte[] Key, bool EndsInterval, bool Whole);

/// <summary>The chains, rules and sets of one network namespace, in the kernel's order.</summary>
/// <param name="Chains">The chains.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Sets">The sets that rules look into, by family, table and name.</param>
public sealed record NftTables(
    IReadOnlyList<NftChain> Chains, IReadOnlyList<NftRule> Rules,
    IReadOnlyDictionary<(byte Family, string Table, string Name), IReadOnlyList<NftElement>> Sets)
{
    /// <summary>Reads a chain from a message behind its nfgenmsg.</summary>
    internal static NftChain Chain(byte family, ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes chain = new(payload);
        NetlinkAttributes hook = chain.Nested(NFTA_CHAIN_HOOK);
        return new NftChain(
            family, chain.Text(NFTA_CHAIN_TABLE), chain.Text(NFTA_CHAIN_NAME), hook.Number(NFTA_HOOK_HOOKNUM),
            (int)(hook.Number(NFTA_HOOK_PRIORITY) ?? 0),
            chain.Number(NFTA_CHAIN_POLICY) == NF_DROP, chain.Text(NFTA_CHAIN_TYPE));
    }

    /// <summary>Reads a rule from a message behind its nfgenmsg.</summary>
    internal static NftRule Rule(byte family, ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes rule = new(payload);
        List<NftExpression> expressions = [];
        ReadOnlySpan<byte> rest = rule.Of(NFTA_RULE_EXPRESSIONS);
        while (NetlinkAttributes.Next(ref rest, out _, out ReadOnlySpan<byte> element))
        {
            NetlinkAttributes expression = new(element);
            expressions.Add(new NftExpression(expression.Text(NFTA_EXPR_NAME), expression.Of(NFTA_EXPR_DATA).ToArray()));
        }

        ulong handle = rule.Of(NFTA_RULE_HANDLE) is { Length: >= 8 } number ? BinaryPrimitives.ReadUInt64BigEndian(number) : 0;
        return new NftRule(family, rule.Text(NFTA_RULE_TABLE), rule.Text(NFTA_RULE_CHAIN), handle, expressions);
    }

    /// <summary>Reads elements of a set from a message behind its nfgenmsg.</summary>
    internal static void Elements(ReadOnlySpan<byte> payload, List<NftElement> into)
    {
        ReadOnlySpan<byte> rest = new NetlinkAttributes(payload).Of(NFTA_SET_ELEM_LIST_ELEMENTS);
        while (NetlinkAttributes.Next(ref rest, out _, out ReadOnlySpan<byte> element))
        {
            NetlinkAttributes attributes = new(element);
            into.Add(new NftElement(
                attributes.Nested(NFTA_SET_ELEM_KEY).Of(NFTA_DATA_VALUE).ToArray(),
                ((attributes.Number(NFTA_SET_ELEM_FLAGS) ?? 0) & NFT_SET_ELEM_INTERVAL_END) != 0,
                attributes.Of(NFTA_SET_ELEM_KEY_END).IsEmpty));
        }
    }
}
