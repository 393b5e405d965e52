namespace TcpVet.Knowledge.Tests;

public sealed class KernelVersionTests
{
    [Theory]
    [InlineData("6.18.44-fc", 6, 18, 0)]
    [InlineData("2.6.32-754.el6.x86_64", 2, 6, 32)]
    [InlineData("5.4", 5, 4, 0)]
    [InlineData("6.19-rc1", 6, 19, 0)]
    public void A_release_is_read(string release, int major, int minor, int patch)
    {
        Assert.True(KernelVersion.TryParse(release, out KernelVersion version));
        Assert.Equal(new KernelVersion(major, minor, patch), version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("linux")]
    [InlineData("-1.2")]
    [InlineData("99999999999.1")]
    public void No_release(string release) => Assert.False(KernelVersion.TryParse(release, out _));

    [Fact]
    public void Versions_are_ordered_by_number()
    {
        Assert.True(new KernelVersion(2, 6, 39) < new KernelVersion(3, 0));
        Assert.True(new KernelVersion(6, 9) < new KernelVersion(6, 10));
        Assert.True(new KernelVersion(6, 18) >= new KernelVersion(6, 18));
        Assert.Equal("2.6.22", new KernelVersion(2, 6, 22).ToString());
    }
}
