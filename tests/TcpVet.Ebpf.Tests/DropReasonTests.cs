using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using TcpVet.Ebpf.Drops;
using TcpVet.Ebpf.Interop;
using TcpVet.Model;

namespace TcpVet.Ebpf.Tests;

/// <summary>The names of reasons, the names of functions, and whatever bytes the kernel's tables may hold.</summary>
public sealed class DropReasonTests
{
    private static readonly int EntrySize = Unsafe.SizeOf<tcpvet_drop_key>() + Unsafe.SizeOf<tcpvet_drop>();

    private static readonly DropReasonNames Names = new(
        [("SKB_NOT_DROPPED_YET", 0), ("SKB_CONSUMED", 1), ("SKB_DROP_REASON_NOT_SPECIFIED", 2), ("SKB_DROP_REASON_IP_RPFILTER", 16), ("SKB_DROP_REASON_QUEUE_PURGE", 104), ("SKB_DROP_REASON_MAX", 128), ("SKB_DROP_REASON_SUBSYS_MASK", -65536)],
        [("SKB_DROP_REASON_SUBSYS_CORE", 0), ("SKB_DROP_REASON_SUBSYS_OPENVSWITCH", 2), ("SKB_DROP_REASON_SUBSYS_NUM", 3)]);

    [Theory]
    [InlineData(16u, "ip_rpfilter")]
    [InlineData(999u, "reason_999")]
    [InlineData(128u, "reason_128")]
    [InlineData((2u << 16) | 5, "openvswitch_5")]
    [InlineData((9u << 16) | 1, "subsystem_9_1")]
    public void Each_number_has_a_name(uint number, string name) => Assert.Equal(name, Names.Of(number));

    [Fact]
    public void What_is_ignored_is_a_bit_for_each_reason_and_subsystem()
    {
        DropRequest request = new(7) { IsIgnored = name => name is "queue_purge" or "openvswitch" };
        tcpvet_drops_config config = DropCounter.Config(request, Names, hasSocket: true);

        Assert.Equal((1UL << 40, 0UL, 1u << 2, 1UL << 2, 7u),
            (config.ignored[1], config.ignored[0], config.ignored_subsystems, config.vague, config.netns));
    }

    [Fact]
    public void An_address_lies_in_the_function_before_it()
    {
        string[] lines = ["ffffffff81000000 T first", "ffffffff81000100 t second", "ffffffff81000180 d data", "ffffffff82000000 T other\t[mod]", "0000000000000000 T hidden", "junk", "zz T x", ""];
        IReadOnlyDictionary<ulong, string> found = KernelSymbols.Find(
            lines, [0xffffffff810000ff, 0xffffffff81000100, 0xffffffff82000001, 5, 0]);

        Assert.Equal(("first", "second", "other"), (found[0xffffffff810000ff], found[0xffffffff81000100], found[0xffffffff82000001]));
        Assert.False(found.ContainsKey(5));
        Assert.False(found.ContainsKey(0));
    }

    /// <summary>Any bytes make a count: a kernel that writes nonsense must not end the program.</summary>
    [Fact]
    public void Any_entry_of_the_table_can_be_read() => Gen.Byte.Array[EntrySize].ForAll((byte[] bytes) =>
    {
        tcpvet_drop_key key = MemoryMarshal.Read<tcpvet_drop_key>(bytes);
        tcpvet_drop drop = MemoryMarshal.Read<tcpvet_drop>(bytes.AsSpan(Unsafe.SizeOf<tcpvet_drop_key>()));
        DropCount count = DropFacts.Read(in key, in drop, peers: true, isRest: false);

        Assert.Equal((key.reason, key.netns, key.local_port), (count.Key.Reason, count.Key.Netns, count.Key.Port));
        Assert.Equal(count.Key.Family is not null, count.Sample is not null);
        Assert.True(count.InterfaceName.Length <= 16);
        Assert.True(Enum.IsDefined(count.Key.Way));
        Assert.Equal(key.family is (byte)AddressFamily.IPv4 or (byte)AddressFamily.IPv6, count.Key.Family is not null);
    });
}
