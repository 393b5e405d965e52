using TcpVet.Model;
using TcpVet.Probes.Results;
using TcpVet.Probes.Sockets;

namespace TcpVet.Probes.Tests.Sockets;

/// <summary>Ancillary data of the error queue, as Linux 6.18 delivered it.</summary>
public sealed class ErrorQueueMessageTests
{
    // A SYN to a rule "reject with icmp type admin-prohibited" of 192.0.2.2, and one with "icmpv6 type policy-fail" of 2001:db8::2.
    private static readonly byte[] Prohibited = Message(0, 11, "7100000002030d000000000000000000" + "02000000c00002020000000000000000");
    private static readonly byte[] Policy = Message(41, 25, "0d000000030105000000000000000000" + "0a00000000000000" + "20010db8000000000000000000000002" + "00000000");

    [Fact]
    public void The_sender_of_an_icmp_error_is_known() => Assert.Equal(
        new IcmpError(AddressFamily.IPv4, 3, 13, InetAddress.Parse("192.0.2.2")), ErrorQueueMessage.Parse(Prohibited));

    [Fact]
    public void The_sender_of_an_icmpv6_error_is_known() => Assert.Equal(
        new IcmpError(AddressFamily.IPv6, 1, 5, InetAddress.Parse("2001:db8::2")), ErrorQueueMessage.Parse(Policy));

    [Fact]
    public void Other_ancillary_data_is_passed_over() => Assert.Equal(
        ErrorQueueMessage.Parse(Prohibited), ErrorQueueMessage.Parse([.. Message(0, 2, "01000000"), .. Prohibited]));

    [Fact]
    public void A_local_error_is_no_icmp_error()
    {
        byte[] local = [.. Prohibited];
        local[16 + 4] = 1; // SO_EE_ORIGIN_LOCAL

        Assert.Null(ErrorQueueMessage.Parse(local));
    }

    [Fact]
    public void Broken_data_is_survived()
    {
        Fuzz.Broken(Prohibited).ForAll(bytes => { ErrorQueueMessage.Parse(bytes); }, iter: Fuzz.Iterations);
        Fuzz.Broken(Policy).ForAll(bytes => { ErrorQueueMessage.Parse(bytes); }, iter: Fuzz.Iterations);
    }

    // nft's reject on the target, on a router, and the kernel's own word after ARP got no answer.
    [Theory]
    [InlineData(Protocol.Udp, 3, 3, "192.0.2.2", ProbeVerdict.Closed)]
    [InlineData(Protocol.Udp, 3, 3, "192.0.2.254", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Tcp, 3, 3, "192.0.2.2", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Udp, 3, 1, "192.0.2.2", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Udp, 3, 1, "192.0.2.254", ProbeVerdict.Unreachable)]
    [InlineData(Protocol.Tcp, 3, 1, "192.0.2.1", ProbeVerdict.Unreachable)]
    [InlineData(Protocol.Tcp, 3, 13, "192.0.2.254", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Udp, 3, 9, "192.0.2.254", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Udp, 3, 2, "192.0.2.2", ProbeVerdict.Filtered)]
    [InlineData(Protocol.Tcp, 11, 0, "192.0.2.254", ProbeVerdict.Unreachable)]
    public void Who_sent_it_decides(Protocol protocol, byte type, byte code, string sender, ProbeVerdict verdict)
    {
        IcmpError error = new(AddressFamily.IPv4, type, code, InetAddress.Parse(sender));

        IcmpJudgement judgement = IcmpJudgement.Of(error, protocol, InetAddress.Parse("192.0.2.2"), InetAddress.Parse("192.0.2.1"));

        Assert.Equal(verdict, judgement.Verdict);
        Assert.Contains($"{type}/{code}", judgement.Why, StringComparison.Ordinal);
    }

    private static byte[] Message(int level, int type, string hex)
    {
        byte[] data = Convert.FromHexString(hex);
        return [.. BitConverter.GetBytes((nuint)(16 + data.Length)), .. BitConverter.GetBytes(level), .. BitConverter.GetBytes(type),
            .. data, .. new byte[(8 - (data.Length % 8)) % 8]];
    }
}
