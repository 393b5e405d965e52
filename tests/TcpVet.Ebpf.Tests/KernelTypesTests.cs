using System.Buffers.Binary;
using CsCheck;
using TcpVet.Ebpf.Loading;

namespace TcpVet.Ebpf.Tests;

/// <summary>What BTF says of a kernel: a small one byte by byte, the running one, and what is none.</summary>
public sealed class KernelTypesTests
{
    // 1 int · 2 enum sk_rst_reason { A = 3, B = -1 } · 3 a prototype of (void *, int) · 4 a pointer to it · 5 its typedef
    private static readonly byte[] Small = Btf(
        [1, 1u << 24, 4, 32],
        [5, (6u << 24) | 2, 4, 19, 3, 21, uint.MaxValue],
        [0, (13u << 24) | 2, 0, 0, 0, 0, 1],
        [0, 2u << 24, 3],
        [23, 8u << 24, 4]);

    [Fact]
    public void Each_kind_is_read()
    {
        KernelTypes types = new(Small);

        Assert.Equal([("A", 3), ("B", -1)], types.Enumeration("sk_rst_reason"u8));
        Assert.Empty(types.Enumeration("sk_rst"u8));
        Assert.True(types.HasTracepoint("x"u8));
        Assert.False(types.HasTracepoint("xy"u8));
        Assert.Equal(1, types.ArgumentsOf("x"u8));
        Assert.Null(types.ArgumentsOf("y"u8));
    }

    [Fact]
    public void The_running_kernel_is_read()
    {
        Assert.SkipUnless(File.Exists(EbpfSupport.Btf), "this kernel has no BTF");
        KernelTypes types = KernelTypes.OfKernel("test");

        // net/ipv4/af_inet.c: trace_inet_sock_set_state(sk, oldstate, newstate)
        Assert.Equal(3, types.ArgumentsOf("inet_sock_set_state"u8));
        // include/net/dropreason-core.h: SKB_NOT_DROPPED_YET is 0 in every kernel that has the enumeration.
        Assert.True(types.Enumeration("skb_drop_reason"u8) is [] or [("SKB_NOT_DROPPED_YET", 0), ..]);
        Assert.False(types.HasTracepoint("no_such_tracepoint"u8));
    }

    [Theory]
    [InlineData(new byte[0], "it is cut")]
    [InlineData(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "this is no BTF")]
    public void What_is_none_is_refused(byte[] bytes, string why) =>
        Assert.Equal(why, Assert.Throws<InvalidDataException>(() => new KernelTypes(bytes)).Message);

    [Fact]
    public void A_kind_that_is_not_known_is_refused() =>
        Assert.Equal("a type of kind 31 is not known", Assert.Throws<InvalidDataException>(() => new KernelTypes(Btf([1, 31u << 24, 0]))).Message);

    [Fact]
    public void Broken_ones_are_read_or_refused() => Fuzz.Broken(Small).ForAll(
        bytes =>
        {
            try
            {
                KernelTypes types = new(bytes);
                _ = types.Enumeration("sk_rst_reason"u8);
                _ = types.ArgumentsOf("x"u8);
            }
            catch (InvalidDataException)
            {
                // That is how it refuses.
            }
        },
        Fuzz.Iterations);

    // The header, the types' words, and the names at 1 "int", 5 "sk_rst_reason", 19 "A", 21 "B", 23 "btf_trace_x".
    private static byte[] Btf(params uint[][] types)
    {
        byte[] names = "\0int\0sk_rst_reason\0A\0B\0btf_trace_x\0"u8.ToArray();
        uint[] words = [.. types.SelectMany(type => type)];
        uint[] head = [0x0001EB9F, 24, 0, (uint)words.Length * 4, (uint)words.Length * 4, (uint)names.Length];
        byte[] bytes = new byte[(head.Length + words.Length) * 4];
        foreach ((int at, uint word) in head.Concat(words).Index())
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at * 4), word);
        }

        return [.. bytes, .. names];
    }
}
