using Tiny.Nn.Backends;
using Tiny.Nn.Lab;
using Tiny.Nn.Layers;
using Tiny.Nn.Training;

namespace Tiny.Nn.Tests.Lab;

/// <summary>Tests that the predefined networks have the sizes, recipes and initial values of their sources.</summary>
public class NetworkRegistryTests
{
    [Theory, Trait("Id", "NM-01"), Trait("Id", "NM-02"), Trait("Id", "NM-03"), Trait("Id", "NM-04")]
    [Trait("Id", "NM-05"), Trait("Id", "NM-06"), Trait("Id", "NM-07"), Trait("Id", "SK-01")]
    [InlineData("default", 80_202)]
    [InlineData("softmax", 7_850)]
    [InlineData("mlp16", 13_002)]            // NN-04
    [InlineData("mlp30", 23_860)]
    [InlineData("sklearn50", 39_760)]        // SK-01
    [InlineData("baseline", 79_510)]         // NM-01
    [InlineData("v1", 289_630)]              // NM-02
    [InlineData("v2", 85_670)]               // NM-03
    [InlineData("v3", 85_670)]               // NM-04
    [InlineData("v4", 85_670)]               // NM-05
    [InlineData("v5", 95_770)]               // NM-06
    [InlineData("v6", 1_672_570)]            // NM-07
    [InlineData("lenet5", 61_706)]           // NA-01
    [InlineData("lenet-sigmoid", 61_706)]    // NA-02
    [InlineData("conv-autoencoder", 3_641)]
    public void A_network_has_the_parameter_count_of_its_source(string name, long parameters) =>
        Assert.Equal(parameters, NetworkRegistry.Find(name).Build().ParameterCount);

    [Theory, Trait("Id", "NM-01"), Trait("Id", "NM-02"), Trait("Id", "NM-03"), Trait("Id", "NM-04")]
    [Trait("Id", "NM-05"), Trait("Id", "NM-06"), Trait("Id", "NM-07"), Trait("Id", "SK-01")]
    [InlineData("softmax", "sgd", 0.5, 0, 0, 100, 5, false, 10_000)]
    [InlineData("mlp16", "sgd", 0.5, 0, 0, 10, 30, false, 10_000)]
    [InlineData("mlp30", "sgd", 0.5, 0, 0, 10, 30, false, 10_000)]
    [InlineData("sklearn50", "nesterov", 0.1, 0.9, 1e-4, 200, 10, false, 0)]
    [InlineData("baseline", "sgd", 0.1, 0, 0, 10, 60, false, 10_000)]
    [InlineData("v1", "sgd", 0.1, 0, 0, 10, 60, false, 10_000)]
    [InlineData("v2", "sgd", 0.1, 0, 0, 10, 60, false, 10_000)]
    [InlineData("v3", "sgd", 0.03, 0, 0.1, 10, 60, false, 10_000)]
    [InlineData("v4", "sgd", 0.03, 0, 0.1, 10, 60, true, 10_000)]
    [InlineData("v5", "sgd", 0.03, 0, 0.1, 10, 60, true, 10_000)]
    [InlineData("v6", "sgd", 0.03, 0, 0, 10, 40, true, 10_000)]
    [InlineData("conv-autoencoder", "adam", 1e-3, 0, 0, 128, 10, false, 10_000)]
    public void A_recipe_has_the_hyperparameters_of_its_source(
        string name, string optimizer, double rate, double momentum,
        double lambda, int batch, int epochs, bool expand, int validation)
    {
        var recipe = NetworkRegistry.Find(name).Recipe;
        Assert.Equal((optimizer, rate, momentum, lambda),
            (recipe.Optimizer, recipe.Rate, recipe.Momentum, recipe.Lambda));
        Assert.Equal((batch, epochs, expand, validation),
            (recipe.BatchSize, recipe.Epochs, recipe.Expand, recipe.ValidationCount));
        Assert.Equal(Schedule.Constant, recipe.Schedule);
    }

    [Fact]
    public void Every_network_maps_an_image_to_ten_logits_or_to_an_image()
    {
        foreach (var network in NetworkRegistry.All)
        {
            Shape expected = network.Recipe.IsClassification ? [10] : NetworkDefinition.InputShape;
            Assert.Equal(expected, network.SummarizeLayers()[^1].OutputShape);
        }
    }

    [Fact]
    public void The_code_of_the_autoencoder_has_392_values() =>
        Assert.Contains(NetworkRegistry.Find("conv-autoencoder").SummarizeLayers(),
            row => row.OutputShape == [8, 7, 7]);

    [Fact, Trait("Id", "NM-04"), Trait("Id", "NM-05")]
    public void The_L2_penalty_of_the_NM_series_is_divided_by_the_mini_batches_per_epoch()
    {
        Assert.Equal(2e-5, PenaltyCoefficient("v3", batches: 5_000), 12);       // λ / 5,000
        Assert.Equal(4e-6, PenaltyCoefficient("v4", batches: 25_000), 12);
    }

    [Fact, Trait("Id", "SK-01")]
    public void The_L2_penalty_of_scikit_learn_is_divided_by_the_batch_size() =>
        Assert.Equal(1e-4 / 200, PenaltyCoefficient("sklearn50", batches: 300), 12);

    [Theory, Trait("Id", "NM-04")]
    [InlineData("0.weight", 0.0894)]         // filters: √(4 / (20·25))
    [InlineData("0.bias", 1)]
    [InlineData("3.weight", 0.0632)]         // √(4 / (40·25))
    [InlineData("7.weight", 0.1)]            // √(1 / 100)
    [InlineData("9.weight", 0)]              // the last layer is initialized with zeros
    [InlineData("9.bias", 0)]
    public void The_initial_values_of_the_NM_series_have_the_standard_deviations_of_its_source(
        string path, double deviation)
    {
        using var backend = new Reference();
        var network = NetworkRegistry.Find("v3").Build();
        network.Initialize(backend, seed: 3);
        var values = network.Parameters.Single(entry => entry.Path == path).Parameter.Value.ToArray();
        var measured = Math.Sqrt(values.Average(value => value * value));
        var tolerance = 3 / Math.Sqrt(values.Length);
        Assert.InRange(measured, deviation * (1 - tolerance), deviation * (1 + tolerance));
    }

    [Fact, Trait("Id", "SK-01")]
    public void The_initial_weights_and_biases_of_scikit_learn_lie_within_the_Glorot_bound()
    {
        using var backend = new Reference();
        var network = NetworkRegistry.Find("sklearn50").Build();
        network.Initialize(backend, seed: 1);
        (string, double)[] bounds =
            [("1.weight", Math.Sqrt(6.0 / 834)), ("1.bias", Math.Sqrt(6.0 / 834)), ("3.bias", Math.Sqrt(6.0 / 60))];
        foreach (var (path, bound) in bounds)
        {
            var largest = network.Parameters.Single(entry => entry.Path == path)
                .Parameter.Value.ToArray().Max(Math.Abs);
            Assert.InRange(largest, 0.6 * bound, bound);
        }
    }

    [Fact]
    public void An_unknown_network_name_is_reported_with_the_known_names()
    {
        var error = Assert.Throws<UsageException>(() => NetworkRegistry.Find("v7"));
        Assert.StartsWith("unknown network 'v7'; choose one of default, softmax, mlp16, ", error.Message);
    }

    static double PenaltyCoefficient(string network, int batches)
    {
        var recipe = NetworkRegistry.Find(network).Recipe;
        return recipe.PenaltyCoefficient(recipe.Lambda, batches);
    }
}
