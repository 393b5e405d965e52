namespace TcpVet.Model.Tests;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(0, "0 µs")]
    [InlineData(999, "999 µs")]
    [InlineData(1000, "1 ms")]
    [InlineData(40_250, "40.3 ms")]
    [InlineData(499_999, "500 ms")]
    [InlineData(500_000, "0.5 s")]
    [InlineData(3_000_000, "3 s")]
    [InlineData(3_456_000, "3.46 s")]
    public void A_wait_is_told_in_the_unit_that_fits(long microseconds, string text) =>
        Assert.Equal(text, Durations.OfMicroseconds(microseconds));

    [Theory]
    [InlineData(0, "0 sockets")]
    [InlineData(1, "1 socket")]
    [InlineData(1234, "1234 sockets")]
    public void Only_one_is_singular(long count, string text) => Assert.Equal(text, Quantity.Of(count, "socket"));
}
