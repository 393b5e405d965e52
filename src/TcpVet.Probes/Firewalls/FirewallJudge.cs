using TcpVet.Model;
using static TcpVet.Linux.Interop.NftConstants;

namespace TcpVet.Probes.Firewalls;

/// <summary>
/// Says which rule of this host's nftables drops or rejects a packet, by playing the chains of the hooks that it passes. What cannot be
/// told from the packet alone (limits, interfaces, marks) makes the answer "may", never a guess. Pure.
/// </summary>
/// <param name="tables">The rules.</param>
public sealed class FirewallJudge(NftTables tables)
{
    // nf_tables allows 16 jumps within each other (NFT_JUMP_STACK_SIZE).
    private const int DeepestJump = 16;

    /// <summary>The rule that stops a packet on its way to a local socket; null when none is known to.</summary>
    public FirewallWord? RuleThatStops(ProbePacket packet)
    {
        Walk walk = new(tables, new RuleMatch(tables, packet));
        return Find(walk, packet) ?? walk.Maybe;
    }

    /// <summary>The rules that may have stopped a packet that was stopped, in the order in which it would have met them. One is the
    /// rule.</summary>
    public IReadOnlyList<FirewallRule> RulesThatMayStop(ProbePacket packet)
    {
        Walk walk = new(tables, new RuleMatch(tables, packet));
        Find(walk, packet);
        return walk.All;
    }

    private FirewallWord? Find(Walk walk, ProbePacket packet)
    {
        uint[] hooks = packet switch
        {
            { OverLoopback: true } => [NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING, NF_INET_PRE_ROUTING, NF_INET_LOCAL_IN],
            { Route: PacketRoute.Out } => [NF_INET_LOCAL_OUT, NF_INET_POST_ROUTING],
            { Route: PacketRoute.Forward } => [NF_INET_PRE_ROUTING, NF_INET_FORWARD, NF_INET_POST_ROUTING],
            _ => [NF_INET_PRE_ROUTING, NF_INET_LOCAL_IN],
        };
        byte family = packet.To.Addr.Family == AddressFamily.IPv4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
        foreach (uint hook in hooks)
        {
            foreach (NftChain chain in tables.Chains
                .Where(chain => chain.Hook == hook && chain.Type != "nat" && (chain.Family == family || chain.Family == NFPROTO_INET))
                .OrderBy(chain => chain.Priority))
            {
                if (walk.Base(chain) is { } word)
                {
                    return word;
                }
            }
        }

        return null;
    }

    private enum End
    {
        Continue,
        Accept,
        Stop,
    }

    private sealed class Walk(NftTables tables, RuleMatch match)
    {
        private readonly Lookup<(byte, string, string), NftRule> rules =
            tables.Rules.ToLookup(rule => (rule.Family, rule.Table, rule.Chain));
        private bool uncertain;
        private FirewallWord? found;

        /// <summary>Each rule that stops it or may.</summary>
        public List<FirewallRule> All { get; } = [];

        /// <summary>A rule that may stop it.</summary>
        public FirewallWord? Maybe { get; private set; }

        public FirewallWord? Base(NftChain chain)
        {
            uncertain = false;
            End end = Run(chain, chain.Name, depth: 0);
            if (end == End.Continue && chain.PolicyDrops)
            {
                All.Add(new FirewallRule(Family(chain.Family), chain.Table, chain.Name, null));
                Stop($"the policy of chain {chain.Name} of nftables, table {Family(chain.Family)} {chain.Table}, {(uncertain ? "may drop" : "drops")} what no rule accepts: nft list chain {Family(chain.Family)} {chain.Table} {chain.Name}");
            }

            return found;
        }

        private End Run(NftChain root, string name, int depth)
        {
            if (depth > DeepestJump)
            {
                return End.Continue;
            }

            foreach (NftRule rule in rules[(root.Family, root.Table, name)])
            {
                (Match taken, RuleAction action) = match.Play(rule, out string target);
                if (taken == Match.No || action == RuleAction.None)
                {
                    continue;
                }

                bool before = uncertain;
                uncertain |= taken == Match.Maybe || action == RuleAction.Unknown;
                End? end = Act(root, rule, action, target, depth);
                if (end is { } over && taken == Match.Yes && action != RuleAction.Unknown)
                {
                    return over;
                }

                // What may have been dropped here goes on as if it was not; what may have been accepted or may have jumped stays uncertain.
                uncertain = action is RuleAction.Drop or RuleAction.Reject && taken == Match.Maybe ? before : uncertain;
            }

            return End.Continue;
        }

        private End? Act(NftChain root, NftRule rule, RuleAction action, string target, int depth)
        {
            switch (action)
            {
                case RuleAction.Drop or RuleAction.Reject:
                    string does =
                        (action, uncertain) switch
                        {
                            (RuleAction.Drop, false) =>
                            "drops",
                            (RuleAction.Drop, true) => "may drop",
                            (_, false) => "rejects",
                            _ => "may reject"
                        };
                    All.Add(new FirewallRule(Family(rule.Family), rule.Table, rule.Chain, (long)rule.Handle));
                    Stop($"a firewall rule {does} it: nftables, table {Family(rule.Family)} {rule.Table}, chain {rule.Chain}, handle {rule.Handle}: nft -a list chain {Family(rule.Family)} {rule.Table} {rule.Chain}");
                    return End.Stop;
                case RuleAction.Accept:
                    return End.Accept;
                case RuleAction.Return:
                    return End.Continue;
                case RuleAction.Jump:
                    End inner = Run(root, target, depth + 1);
                    return inner == End.Continue ? null : inner;
                case RuleAction.Goto:
                    return Run(root, target, depth + 1);
                default:
                    return null;
            }
        }

        private void Stop(string words)
        {
            if (uncertain)
            {
                Maybe ??= new FirewallWord(false, words);
            }
            else
            {
                found ??= new FirewallWord(true, words);
            }
        }

        private static string Family(byte family) => family switch { NFPROTO_INET => "inet", NFPROTO_IPV4 => "ip", NFPROTO_IPV6 => "ip6", _ => $"{family}" };
    }
}
