using System.Text;
using TcpVet.Linux.Netlink;
using TcpVet.Model;
using static TcpVet.Linux.Interop.NftConstants;

namespace TcpVet.Probes.Firewalls;

/// <summary>Whether a rule takes a packet.</summary>
internal enum Match
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It does.</summary>
    Yes,

    /// <summary>It depends on what is not known here.</summary>
    Maybe,
}

/// <summary>What a rule does with a packet that it takes.</summary>
internal enum RuleAction
{
    None,
    Accept,
    Drop,
    Reject,
    Return,
    Jump,
    Goto,

    /// <summary>Something that is not understood here, such as a verdict map.</summary>
    Unknown,
}

/// <summary>Plays one rule on a packet as the kernel does (net/netfilter/nf_tables_core.c <c>nft_do_chain</c>). Pure.</summary>
/// <param name="tables">For the sets.</param>
/// <param name="packet">The packet.</param>
internal sealed class RuleMatch(NftTables tables, ProbePacket packet)
{
    private const uint NewConnection = 8; // NF_CT_STATE_BIT(IP_CT_NEW)

    private readonly Dictionary<uint, byte[]?> registers = [];

    /// <summary>What it comes to.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="chain">The chain of a jump.</param>
    public (Match Match, RuleAction Action) Play(NftRule rule, out string chain)
    {
        registers.Clear();
        chain = "";
        Match all = Match.Yes;
        foreach (NftExpression expression in rule.Expressions)
        {
            NetlinkAttributes data = new(expression.Data);
            if (Action(expression.Name, data, out chain) is { } action)
            {
                return (all, action);
            }

            Match one = Step(rule, expression.Name, data);
            if (one == Match.No)
            {
                return (Match.No, RuleAction.None);
            }

            all = one == Match.Maybe ? Match.Maybe : all;
        }

        return (all, RuleAction.None);
    }

    private static RuleAction? Action(string name, NetlinkAttributes data, out string chain)
    {
        chain = "";
        switch (name)
        {
            case "reject":
                return RuleAction.Reject;
            case "target":
                // iptables over nftables: its own targets, by name.
                return data.Text(NFTA_TARGET_NAME) switch { "REJECT" => RuleAction.Reject, "DROP" => RuleAction.Drop, _ => RuleAction.Unknown };
            case "queue" or "synproxy" or "dup" or "fwd" or "tproxy" or "masq" or "nat" or "redir":
                return RuleAction.Unknown;
            case "lookup" when data.Number(NFTA_LOOKUP_DREG) == 0:
                return RuleAction.Unknown;
            case "immediate" when (data.Number(NFTA_IMMEDIATE_DREG) ?? 0) == 0:
                NetlinkAttributes verdict = data.Nested(NFTA_IMMEDIATE_DATA).Nested(NFTA_DATA_VERDICT);
                chain = verdict.Text(NFTA_VERDICT_CHAIN);
                return (int)(verdict.Number(NFTA_VERDICT_CODE) ?? 0) switch
                {
                    NF_DROP => RuleAction.Drop,
                    NF_ACCEPT => RuleAction.Accept,
                    NFT_JUMP => RuleAction.Jump,
                    NFT_GOTO => RuleAction.Goto,
                    NFT_RETURN => RuleAction.Return,
                    _ => RuleAction.Unknown,
                };
            default:
                return null;
        }
    }

    private Match Step(NftRule rule, string name, NetlinkAttributes data)
    {
        switch (name)
        {
            case "payload":
                return Load(data.Number(NFTA_PAYLOAD_DREG), Payload(data));
            case "meta":
                return Load(data.Number(NFTA_META_DREG), Meta(data.Number(NFTA_META_KEY)));
            case "ct":
                return Load(data.Number(NFTA_CT_DREG),
                    data.Number(NFTA_CT_KEY) == NFT_CT_STATE && packet.IsFirst ? BitConverter.GetBytes(NewConnection) : null);
            case "bitwise":
                return Load(data.Number(NFTA_BITWISE_DREG), Bitwise(data));
            case "cmp":
                return Compare(Value(data.Number(NFTA_CMP_SREG)), data.Nested(NFTA_CMP_DATA).Of(NFTA_DATA_VALUE), data.Number(NFTA_CMP_OP)
                    ?? 0);
            case "range":
                return InRange(Value(data.Number(NFTA_RANGE_SREG)), data);
            case "lookup":
                return Lookup(rule, data);
            case "immediate":
                return Load(data.Number(NFTA_IMMEDIATE_DREG), data.Nested(NFTA_IMMEDIATE_DATA).Of(NFTA_DATA_VALUE).ToArray());
            case "counter" or "log" or "comment" or "notrack" or "last" or "objref":
                return Match.Yes;
            default:
                // limit, quota, connlimit, fib, xt matches…: they depend on the moment or are not played here.
                return Match.Maybe;
        }
    }

    private Match Load(uint? register, byte[]? value)
    {
        if (register is { } into)
        {
            registers[Slot(into)] = value;
        }

        return Match.Yes;
    }

    private byte[]? Value(uint? register) => register is { } from ? registers.GetValueOrDefault(Slot(from)) : null;

    // NFT_REG_1 to 4 are 16 bytes each, NFT_REG32_00 on 4 bytes: nft_parse_register.
    private static uint Slot(uint register) => register < 8 ? (register - 1) * 4 : register - 8;

    private byte[]? Payload(NetlinkAttributes data)
    {
        int offset = (int)Math.Min(data.Number(NFTA_PAYLOAD_OFFSET) ?? 0, 1000);
        int length = (int)Math.Min(data.Number(NFTA_PAYLOAD_LEN) ?? 0, 1000);
        return data.Number(NFTA_PAYLOAD_BASE) switch
        {
            NFT_PAYLOAD_NETWORK_HEADER => packet.Network(offset, length),
            NFT_PAYLOAD_TRANSPORT_HEADER => packet.Transport(offset, length),
            _ => null,
        };
    }

    private byte[]? Meta(uint? key) => key switch
    {
        NFT_META_L4PROTO => [(byte)packet.Protocol],
        NFT_META_NFPROTO => [packet.To.Addr.Family == AddressFamily.IPv4 ? NFPROTO_IPV4 : NFPROTO_IPV6],
        NFT_META_IIFNAME => NameOf(packet.OverLoopback ? "lo" : packet.InInterface),
        NFT_META_OIFNAME => NameOf(packet.OutInterface),
        _ => null,
    };

    // IFNAMSIZ, filled up with NULs.
    private static byte[]? NameOf(string? name)
    {
        byte[] padded = new byte[16];
        return name is not null && Encoding.UTF8.TryGetBytes(name, padded, out _) ? padded : null;
    }

    private byte[]? Bitwise(NetlinkAttributes data)
    {
        ReadOnlySpan<byte> mask = data.Nested(NFTA_BITWISE_MASK).Of(NFTA_DATA_VALUE);
        ReadOnlySpan<byte> xor = data.Nested(NFTA_BITWISE_XOR).Of(NFTA_DATA_VALUE);
        if (Value(data.Number(NFTA_BITWISE_SREG)) is not { } value
            || (data.Number(NFTA_BITWISE_OP) ?? 0) != 0
            || mask.Length < value.Length
            || xor.Length < value.Length)
        {
            return null;
        }

        byte[] result = new byte[value.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = (byte)((value[i] & mask[i]) ^ xor[i]);
        }

        return result;
    }

    // NFT_CMP_EQ, NEQ, LT, LTE, GT, GTE.
    private static Match Compare(byte[]? value, ReadOnlySpan<byte> with, uint operation)
    {
        if (value is null || with.Length > value.Length)
        {
            return Match.Maybe;
        }

        int order = value.AsSpan(0, with.Length).SequenceCompareTo(with);
        bool holds =
            operation switch { 0 => order == 0, 1 => order != 0, 2 => order < 0, 3 => order <= 0, 4 => order > 0, _ => order >= 0 };
        return holds ? Match.Yes : Match.No;
    }

    private static Match InRange(byte[]? value, NetlinkAttributes data)
    {
        ReadOnlySpan<byte> from = data.Nested(NFTA_RANGE_FROM_DATA).Of(NFTA_DATA_VALUE);
        ReadOnlySpan<byte> to = data.Nested(NFTA_RANGE_TO_DATA).Of(NFTA_DATA_VALUE);
        if (value is null || from.Length != value.Length || to.Length != value.Length)
        {
            return Match.Maybe;
        }

        bool inside = value.AsSpan().SequenceCompareTo(from) >= 0 && value.AsSpan().SequenceCompareTo(to) <= 0;
        return inside == ((data.Number(NFTA_RANGE_OP) ?? 0) == 0) ? Match.Yes : Match.No;
    }

    private Match Lookup(NftRule rule, NetlinkAttributes data)
    {
        if (Value(data.Number(NFTA_LOOKUP_SREG)) is not { } value
            || !tables.Sets.TryGetValue((rule.Family, rule.Table, data.Text(NFTA_LOOKUP_SET)), out IReadOnlyList<NftElement>? elements)

                    || elements.Any(element => !element.Whole || element.Key.Length != value.Length)
                    || data.Number(NFTA_LOOKUP_DREG) is not null)
        {
            return Match.Maybe;
        }

        // Intervals are kept as their first key and the first one behind them: the last key that is not above the value decides.
        bool intervals = elements.Any(element => element.EndsInterval);
        NftElement? last = elements.Where(element => element.Key.AsSpan().SequenceCompareTo(value) <= 0)
            .MaxBy(element =>
                element,
                Comparer<NftElement>.Create((a, b) => (
                    a.Key.AsSpan().SequenceCompareTo(b.Key), b.EndsInterval.CompareTo(a.EndsInterval)) is var (order, end) && order != 0
                        ? order
                        : end));
        bool inside = last is not null && (intervals ? !last.EndsInterval : last.Key.AsSpan().SequenceEqual(value));
        bool inverted = ((data.Number(NFTA_LOOKUP_FLAGS) ?? 0) & NFT_LOOKUP_F_INV) != 0;
        return inside != inverted ? Match.Yes : Match.No;
    }
}
