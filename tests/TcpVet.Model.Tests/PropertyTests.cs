using CsCheck;

namespace TcpVet.Model.Tests;

/// <summary>What the properties of all tests stand on.</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Two_runs_draw_the_same_inputs_and_two_tests_others()
    {
        Assert.Equal(Drawn("one"), Drawn("one"));
        Assert.NotEqual(Drawn("one"), Drawn("two"));
    }

    [Fact]
    public void A_failure_tells_the_smallest_input_and_a_seed_that_repeats_it()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => Gen.Int[0, 1_000_000].Array[0, 50].ForAll(numbers => numbers.Length < 3));

        string seed = failure.Message.Split('=', ' ')[1];
        int[] input = Gen.Int[0, 1_000_000].Array[0, 50].Generate(PCG.Parse(seed), null, out _);
        Assert.Equal(3, input.Length);
        Assert.Contains(Check.Print(input), failure.Message, StringComparison.Ordinal);
    }

    private static List<ulong> Drawn(string test)
    {
        List<ulong> drawn = [];
        Gen.ULong.ForAll(drawn.Add, iter: 20, test);
        return drawn;
    }
}
