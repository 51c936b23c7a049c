"""The till in lines as a pure machine: what was typed becomes actions, changes of the cart, effects and a screen."""
