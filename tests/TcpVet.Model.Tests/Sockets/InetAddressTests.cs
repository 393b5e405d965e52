using System.Net;
using CsCheck;

namespace TcpVet.Model.Tests.Sockets;

public sealed class InetAddressTests
{
    // Groups that are often zero, so that runs of every length and place occur.
    private static readonly Gen<UInt128> IPv6Bits = Gen.OneOf(Gen.Const((ushort)0), Gen.Const((ushort)0xFFFF), Gen.UShort).Array[8]
        .Select(groups => groups.Aggregate(UInt128.Zero, (bits, group) => (bits << 16) | group));

    private static readonly Gen<InetAddress> Address = Gen.OneOf(
        Gen.UInt.Select(bits => new InetAddress(AddressFamily.IPv4, bits)),
        IPv6Bits.Select(bits => new InetAddress(AddressFamily.IPv6, bits)));

    [Fact]
    public void Text_is_that_of_the_c_library() =>
        Address.ForAll(address => Assert.Equal(LibC.Text(Framework(address).GetAddressBytes()), address.ToString()));

    // The framework dots only some embedded IPv4 addresses, ISATAP's among them; elsewhere both follow RFC 5952.
    [Fact]
    public void Text_is_that_of_the_framework() =>
        Address.Where(address => !Framework(address).ToString().Contains('.') && !address.ToString().Contains('.'))
            .ForAll(address => Assert.Equal(Framework(address).ToString(), address.ToString()));

    [Fact]
    public void Parsing_undoes_formatting() =>
        Address.ForAll(address => Assert.Equal(address, InetAddress.Parse(address.ToString())));

    [Fact]
    public void Bytes_are_those_of_the_framework() => Address.ForAll(address =>
    {
        byte[] bytes = new byte[16];
        int written = address.Write(bytes);
        Assert.Equal(Framework(address).GetAddressBytes(), bytes[..written]);
        Assert.Equal(address, InetAddress.Read(address.Family, bytes));
    });

    [Fact]
    public void A_short_destination_is_refused_and_an_exact_one_taken() => Address.ForAll(address =>
    {
        string text = address.ToString();
        Assert.True(text.Length <= InetAddress.MaxTextLength);
        Assert.False(address.TryFormat(new byte[text.Length - 1], out _));
        Assert.True(address.TryFormat(new byte[text.Length], out int written));
        Assert.Equal(text.Length, written);
    });

    // RFC 5952 section 4, one example a rule.
    [Theory]
    [InlineData("2001:db8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData("2001:0db8::0001", "2001:db8::1")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")]
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")]
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("2001:DB8::A", "2001:db8::a")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("1:0:0:0:0:0:0:0", "1::")]
    public void Shortest_form(string text, string expected) => Assert.Equal(expected, InetAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4.5")]
    [InlineData("::1%lo")]
    [InlineData("[::1]")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("localhost")]
    [InlineData("1.2.3.4 ")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    public void No_address(string text)
    {
        Assert.False(InetAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => InetAddress.Parse(text));
    }

    [Fact]
    public void What_is_an_address_is_what_the_c_library_says() => Gen.OneOf(
        Gen.String[Gen.Char["0123456789abcdefABCDEFgx:.%[]/ -+é"], 0, 20],
        Gen.Select(Address, Gen.Int[0, 44], Gen.Char["01.:af"], (address, place, letter) =>
            address.ToString().Insert(Math.Min(place, address.ToString().Length), letter.ToString())),
        Gen.Select(Address, Gen.Int[0, 44], (address, place) =>
            address.ToString().Remove(Math.Min(place, address.ToString().Length - 1), 1)),
        Gen.Int[0, 300].Array[3, 5].Select(parts => "::ffff:" + string.Join('.', parts)),
        Gen.Int[0, 300].Array[3, 5].Select(parts => string.Join('.', parts))).ForAll(
        text =>
        {
            byte[]? expected = LibC.Bytes(text);
            Assert.Equal(expected is not null, InetAddress.TryParse(text, out InetAddress address));
            if (expected is not null)
            {
                Assert.Equal(expected, Framework(address).GetAddressBytes());
            }
        },
        iter: 20_000);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("128.0.0.1", false)]
    [InlineData("0.0.0.1", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("::ffff:127.0.0.9", true)]
    [InlineData("::ffff:0.0.0.1", false)]
    public void Loopback(string text, bool expected) => Assert.Equal(expected, InetAddress.Parse(text).IsLoopback);

    [Fact]
    public void Mapping_and_back() => Gen.UInt.ForAll(bits =>
    {
        InetAddress v4 = new(AddressFamily.IPv4, bits);
        Assert.True(v4.ToIPv6().IsIPv4Mapped);
        Assert.Equal(v4, v4.ToIPv6().Unmapped);
        Assert.Equal($"::ffff:{v4}", v4.ToIPv6().ToString());
    });

    [Fact]
    public void A_network_contains_what_shares_its_prefix() =>
        Gen.Select(Address, Gen.Int[0, 128], Gen.Int[0, 127]).ForAll((network, prefix, flipped) =>
        {
            int width = network.Family == AddressFamily.IPv4 ? 32 : 128;
            prefix = Math.Min(prefix, width);
            flipped %= width;
            InetAddress other = network with { Bits = network.Bits ^ (UInt128.One << (width - 1 - flipped)) };
            Assert.True(network.IsIn(network, prefix));
            Assert.Equal(flipped >= prefix, other.IsIn(network, prefix));
        });

    [Fact]
    public void Families_do_not_mix()
    {
        Assert.False(InetAddress.AnyIPv6.IsIn(InetAddress.AnyIPv4, 0));
        Assert.NotEqual(InetAddress.AnyIPv4, InetAddress.AnyIPv6);
        Assert.True(InetAddress.Parse("255.255.255.255").CompareTo(InetAddress.AnyIPv6) < 0);
    }

    [Theory]
    [InlineData("192.0.2.1", 80, "192.0.2.1:80")]
    [InlineData("2001:db8::1", 443, "[2001:db8::1]:443")]
    [InlineData("::", 0, "[::]:*")]
    public void Endpoint_text(string address, ushort port, string expected) =>
        Assert.Equal(expected, new InetEndpoint(InetAddress.Parse(address), port).ToString());

    [Fact]
    public void An_enormous_text_is_refused() => Assert.False(InetAddress.TryParse(new string(':', 1_000_000), out _));

    private static IPAddress Framework(InetAddress address)
    {
        byte[] bytes = new byte[16];
        int written = address.Write(bytes);
        return new IPAddress(bytes.AsSpan(0, written));
    }
}
